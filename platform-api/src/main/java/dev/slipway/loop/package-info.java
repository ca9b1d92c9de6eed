/** Work that repeats for as long as the platform runs. */
@NullMarked
package dev.slipway.loop;

import org.jspecify.annotations.NullMarked;
