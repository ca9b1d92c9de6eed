package dev.slipway.runtime.gpu;

/**
 * A GPU at one moment.
 *
 * @param gpu what it is
 * @param use what it does
 * @param errors what its memory went through
 * @param health whether it can be handed out
 */
public record GpuState(Gpu gpu, GpuUse use, GpuErrors errors, GpuHealth health) {
    public boolean isHealthy() {
        return health instanceof GpuHealth.Healthy;
    }
}
