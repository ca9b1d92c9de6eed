/** The container engine, as this platform uses it. */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
