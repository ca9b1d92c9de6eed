/** By what an engine finds again what is ours: labels, and the ids that stand in them. */
@NullMarked
package dev.slipway.runtime.label;

import org.jspecify.annotations.NullMarked;
