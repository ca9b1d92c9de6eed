package dev.slipway.gpu.injection;

import dev.slipway.runtime.gpu.GpuUuid;

/** A GPU that a workspace leases is not on this host any more; trying again does not bring it back. */
public final class GpuGoneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final GpuUuid gpu;

    GpuGoneException(GpuUuid gpu) {
        super("GPU " + gpu + " is not there any more");
        this.gpu = gpu;
    }

    public GpuUuid gpu() {
        return gpu;
    }
}
