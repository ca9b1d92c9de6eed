package dev.slipway.runtime.gpu;

import dev.slipway.runtime.engine.Bytes;

/**
 * A part of a GPU with processors and memory of its own; see the <a
 * href="https://docs.nvidia.com/datacenter/tesla/mig-user-guide/">MIG User Guide</a>.
 *
 * @param uuid its name, for as long as it exists
 * @param profile such as {@code 1g.10gb}
 * @param gpuInstance the GPU instance's id
 * @param computeInstance the compute instance's id
 * @param memory its memory
 */
public record MigInstance(GpuUuid uuid, String profile, int gpuInstance, int computeInstance, Bytes memory) {
    /**
     * The profile as {@code nvidia-smi} names it: {@code 1g.10gb}, or {@code 1c.2g.20gb} where a compute instance has not all
     * of its GPU instance's slices. Memory is rounded up to eighths of the GPU's, as NVIDIA's own tools round it.
     */
    public static String profileOf(int gpuSlices, int computeSlices, long memoryMebibytes, Bytes gpuMemory) {
        double share = Math.ceil(8.0 * (memoryMebibytes << 20) / gpuMemory.value()) / 8;
        long gibibytes = (gpuMemory.value() + (1L << 30) - 1) >> 30;
        String compute = computeSlices == gpuSlices ? "" : computeSlices + "c.";
        return compute + gpuSlices + "g." + Math.round(share * gibibytes) + "gb";
    }
}
