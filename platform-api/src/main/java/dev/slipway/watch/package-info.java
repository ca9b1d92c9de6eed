/** What changed, to whom: one stream for a whole browser. */
@NullMarked
package dev.slipway.watch;

import org.jspecify.annotations.NullMarked;
