/** Which exact image a version is, whether it is here, and how it comes here. */
@NullMarked
package dev.slipway.image;

import org.jspecify.annotations.NullMarked;
