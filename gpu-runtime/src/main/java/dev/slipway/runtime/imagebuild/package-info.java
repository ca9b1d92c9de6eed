/** How callers of an engine describe the build of an image, whole and step by step. */
@NullMarked
package dev.slipway.runtime.imagebuild;

import org.jspecify.annotations.NullMarked;
