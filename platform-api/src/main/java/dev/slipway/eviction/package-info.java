/** What leaves the disk of the engine: images that no one wants any more, by rules that administrators set. */
@NullMarked
package dev.slipway.eviction;

import org.jspecify.annotations.NullMarked;
