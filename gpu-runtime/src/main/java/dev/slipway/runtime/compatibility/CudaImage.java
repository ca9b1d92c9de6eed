package dev.slipway.runtime.compatibility;

import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the CUDA in an image.
 *
 * @param toolkit the toolkit that its libraries are of; empty: it has none and needs no GPU
 * @param demands what its environment demands of a host
 * @param hasCompatPackage whether it carries {@code cuda-compat} of its toolkit: a newer driver's user part
 * @param machineCode the compute capabilities that its framework was built for
 * @param ptx those that its framework carries PTX of; this and {@code machineCode} empty: nobody told
 */
public record CudaImage(
        Optional<CudaVersion> toolkit,
        Demands demands,
        boolean hasCompatPackage,
        Set<ComputeCapability> machineCode,
        Set<ComputeCapability> ptx) {
    public static final CudaImage NONE = new CudaImage(Optional.empty(), Demands.NONE, false, Set.of(), Set.of());

    public CudaImage {
        machineCode = Set.copyOf(machineCode);
        ptx = Set.copyOf(ptx);
    }

    /** An image of which only the toolkit is known. */
    public static CudaImage of(CudaVersion toolkit) {
        return new CudaImage(Optional.of(toolkit), Demands.NONE, false, Set.of(), Set.of());
    }

    /** Whether any host does for it: it has no CUDA, and demands nothing. */
    public boolean asksNothing() {
        return toolkit.isEmpty() && demands.isEmpty();
    }

    boolean tellsItsCode() {
        return !machineCode.isEmpty() || !ptx.isEmpty();
    }
}
