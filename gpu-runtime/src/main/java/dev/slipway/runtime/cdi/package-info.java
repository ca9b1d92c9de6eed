/**
 * The <a href="https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md">Container Device Interface</a>:
 * what a container needs of a host to use a device, as data.
 */
@NullMarked
package dev.slipway.runtime.cdi;

import org.jspecify.annotations.NullMarked;
