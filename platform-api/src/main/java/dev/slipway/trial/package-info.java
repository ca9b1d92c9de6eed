/** Starts an image once, in isolation, to see what is in it. */
@NullMarked
package dev.slipway.trial;

import org.jspecify.annotations.NullMarked;
