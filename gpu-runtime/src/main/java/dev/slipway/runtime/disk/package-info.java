/** Disks of a size that one container has to itself. */
@NullMarked
package dev.slipway.runtime.disk;

import org.jspecify.annotations.NullMarked;
