/** The container engine and the host's firewall, as this platform uses them. */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
