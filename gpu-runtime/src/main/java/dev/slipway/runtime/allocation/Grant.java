package dev.slipway.runtime.allocation;

import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.quantity.Bytes;

/** What someone has of a GPU. */
public sealed interface Grant {
    GpuUuid gpu();

    /** All of it, for one alone. */
    record Whole(GpuUuid gpu) implements Grant {}

    /** One MIG instance of it. */
    record Instance(GpuUuid gpu, GpuUuid mig) implements Grant {}

    /**
     * Its processors by turns with others, and a part of its memory.
     *
     * @param memory accounted for; time-sliced hardware does not enforce it
     */
    record Share(GpuUuid gpu, Bytes memory) implements Grant {}
}
