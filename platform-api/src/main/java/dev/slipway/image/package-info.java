/** The catalogue, as users see it. */
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
