/** What Slipway sees of this host's GPUs, for a person at a terminal. */
@NullMarked
package dev.slipway.runtime.selfcheck;

import org.jspecify.annotations.NullMarked;
