/** GPUs of a host: what they are, what they do, and how they are named. */
@NullMarked
package dev.slipway.runtime.gpu;

import org.jspecify.annotations.NullMarked;
