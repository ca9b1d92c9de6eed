/** The files that people send with a Dockerfile, until their build has ended. */
@NullMarked
package dev.slipway.imagebuild.context;

import org.jspecify.annotations.NullMarked;
