package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.MigInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells of the GPUs that a workspace leases. */
@ApplicationScoped
public class HeldGpus {
    private final HostGpus gpus;
    private final Leases leases;

    HeldGpus(HostGpus gpus, Leases leases) {
        this.gpus = gpus;
        this.leases = leases;
    }

    /** Those of one holder; a GPU that has gone meanwhile is left out. */
    public List<HeldGpu> of(String holder) {
        List<Leases.Lease> held = leases.of(holder);
        if (held.isEmpty()) {
            return List.of();
        }
        GpuHost host = gpus.look().host();
        return held.stream()
                .map(Leases.Lease::grant)
                .flatMap(grant -> host.gpu(grant.gpu()).map(state -> shown(state, grant, host.simulated())).stream())
                .toList();
    }

    private static HeldGpu shown(GpuState state, Grant grant, boolean simulated) {
        Gpu gpu = state.gpu();
        // Of a GPU that several have the driver tells the use of all together, which is nobody's.
        GpuUse use = grant instanceof Grant.Whole ? state.use() : GpuUse.UNKNOWN;
        return new HeldGpu(
                gpu.uuid().value(),
                gpu.index(),
                gpu.model(),
                simulated,
                grant instanceof Grant.Instance instance
                        ? gpu.migInstance(instance.mig())
                                .map(MigInstance::profile)
                                .orElse(null)
                        : null,
                grant instanceof Grant.Share share ? share.memory().toString() : null,
                use.utilization().isPresent() ? use.utilization().getAsInt() : null,
                use.memoryUsed().map(Bytes::toString).orElse(null));
    }
}
