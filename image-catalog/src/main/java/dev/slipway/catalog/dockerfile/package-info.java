/** Reads Dockerfiles, and says by line what is wrong with one before anything is built. */
@NullMarked
package dev.slipway.catalog.dockerfile;

import org.jspecify.annotations.NullMarked;
