/** How one Dockerfile becomes an image, within the bounds that it is given. */
@NullMarked
package dev.slipway.dockerfile;

import org.jspecify.annotations.NullMarked;
