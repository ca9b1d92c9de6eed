/** NVIDIA's management library, bound by JNA: the inventory of a host's GPUs, and what happens to them. */
@NullMarked
package dev.slipway.runtime.nvml;

import org.jspecify.annotations.NullMarked;
