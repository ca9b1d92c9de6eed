/** What changed, to whom: one stream for a whole browser. */
@NullMarked
package dev.slipway.changestream;

import org.jspecify.annotations.NullMarked;
