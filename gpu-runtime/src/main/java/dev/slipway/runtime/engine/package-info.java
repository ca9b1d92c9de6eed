/** The seam to a container engine: what Slipway asks of one, in values that are valid once they exist. */
@NullMarked
package dev.slipway.runtime.engine;

import org.jspecify.annotations.NullMarked;
