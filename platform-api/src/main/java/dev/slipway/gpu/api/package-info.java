/** The GPUs as people and monitors see them: which there are, what they do, and who has them. */
@NullMarked
package dev.slipway.gpu.api;

import org.jspecify.annotations.NullMarked;
