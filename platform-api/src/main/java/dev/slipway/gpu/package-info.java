/** GPUs: which there are, who has them, and whether an image runs on them. */
@NullMarked
package dev.slipway.gpu;

import org.jspecify.annotations.NullMarked;
