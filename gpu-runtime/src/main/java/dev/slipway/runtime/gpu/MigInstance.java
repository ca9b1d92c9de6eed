package dev.slipway.runtime.gpu;

import dev.slipway.runtime.quantity.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of a GPU with processors and memory of its own; see the <a
 * href="https://docs.nvidia.com/datacenter/tesla/mig-user-guide/">MIG User Guide</a>.
 *
 * @param uuid its name, for as long as it exists
 * @param profile such as {@code 1g.10gb}, or {@code 1g.24gb+gfx} where it has engines that others have not
 * @param gpuInstance the GPU instance's id
 * @param computeInstance the compute instance's id
 * @param memory its memory
 */
public record MigInstance(GpuUuid uuid, String profile, int gpuInstance, int computeInstance, Bytes memory) {
    /** Slices, memory, and attributes that are there (+) or are not (-): {@code me}, {@code me.all}, {@code gfx}. */
    private static final Pattern PROFILE =
            Pattern.compile("([1-8]c\\.)?[1-8]g\\.\\d{1,3}gb([+-](?=.{1,24}$)[a-z][a-z0-9]*([.,][a-z][a-z0-9]*)*)?");

    private static final String BEFORE_IT = " MIG ";

    /** Whether a text has the form of a profile, as NVIDIA writes it. */
    public static boolean isProfile(String text) {
        return PROFILE.matcher(text).matches();
    }

    /**
     * The profile that the driver names in an instance's product name, {@code NVIDIA A100-SXM4-40GB MIG 1g.5gb+me}; empty: it
     * names none.
     */
    public static Optional<String> profileIn(String product) {
        int at = product.lastIndexOf(BEFORE_IT);
        return at < 0
                ? Optional.empty()
                : Optional.of(product.substring(at + BEFORE_IT.length())).filter(MigInstance::isProfile);
    }

    /**
     * The profile of an instance whose name does not tell, as {@code nvidia-smi} names it: {@code 1g.10gb}, or {@code
     * 1c.2g.20gb} where a compute instance has not all of its GPU instance's slices. Memory is rounded up to eighths of the
     * GPU's, as NVIDIA's own tools round it.
     */
    public static String profileOf(int gpuSlices, int computeSlices, long memoryMebibytes, Bytes gpuMemory) {
        double share = Math.ceil(8.0 * (memoryMebibytes << 20) / gpuMemory.value()) / 8;
        long gibibytes = (gpuMemory.value() + (1L << 30) - 1) >> 30;
        String compute = computeSlices == gpuSlices ? "" : computeSlices + "c.";
        return compute + gpuSlices + "g." + Math.round(share * gibibytes) + "gb";
    }
}
