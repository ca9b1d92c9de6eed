/** Tells those who watch what changes. */
@NullMarked
package dev.slipway.watch;

import org.jspecify.annotations.NullMarked;
