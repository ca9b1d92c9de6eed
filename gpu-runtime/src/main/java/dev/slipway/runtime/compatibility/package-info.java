/** Whether an image's CUDA runs on a host's driver and GPUs, and if not, what would make it run. */
@NullMarked
package dev.slipway.runtime.compatibility;

import org.jspecify.annotations.NullMarked;
