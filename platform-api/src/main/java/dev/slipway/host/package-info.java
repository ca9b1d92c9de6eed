/** Machines: their engine, what they have, their GPUs as last seen, and what is held against these. */
@NullMarked
package dev.slipway.host;

import org.jspecify.annotations.NullMarked;
