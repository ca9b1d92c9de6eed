package dev.slipway.runtime.gpu;

import dev.slipway.runtime.quantity.Bytes;
import java.util.Optional;

/**
 * A process that computes on a GPU.
 *
 * @param pid its id on the host
 * @param memory what it holds of the GPU's memory; absent: not told
 */
public record GpuProcess(long pid, Optional<Bytes> memory) {}
