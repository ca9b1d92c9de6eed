package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the CUDA in an image.
 *
 * @param toolkit the toolkit that its libraries are of; empty: it has none and needs no GPU
 * @param requirements what its environment demands, by variable
 * @param hasCompatPackage whether it carries {@code cuda-compat} of its toolkit: a newer driver's user part
 * @param machineCode the compute capabilities that its framework was built for
 * @param ptx those that its framework carries PTX of; this and {@code machineCode} empty: nobody told
 */
public record CudaImage(
        Optional<CudaVersion> toolkit,
        Map<String, Requirement> requirements,
        boolean hasCompatPackage,
        Set<ComputeCapability> machineCode,
        Set<ComputeCapability> ptx) {
    public static final CudaImage NONE = new CudaImage(Optional.empty(), Map.of(), false, Set.of(), Set.of());

    public CudaImage {
        requirements = Map.copyOf(requirements);
        machineCode = Set.copyOf(machineCode);
        ptx = Set.copyOf(ptx);
    }

    /** An image of which only the toolkit is known. */
    public static CudaImage of(CudaVersion toolkit) {
        return new CudaImage(Optional.of(toolkit), Map.of(), false, Set.of(), Set.of());
    }

    boolean tellsItsCode() {
        return !machineCode.isEmpty() || !ptx.isEmpty();
    }
}
