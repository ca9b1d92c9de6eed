/** Builds images out of people's Dockerfiles, within bounds, and puts what came of it into the catalogue. */
@NullMarked
package dev.slipway.imagebuild;

import org.jspecify.annotations.NullMarked;
