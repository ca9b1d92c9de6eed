package dev.slipway.gpu.api;

import dev.slipway.gpu.Leases;
import dev.slipway.gpu.Shares;
import dev.slipway.host.HostGpus;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Tells of the GPUs that are leased. */
@ApplicationScoped
public class HeldGpus {
    private final HostGpus gpus;
    private final Shares shares;

    HeldGpus(HostGpus gpus, Shares shares) {
        this.gpus = gpus;
        this.shares = shares;
    }

    /** Those of some leases; a GPU that has gone meanwhile is left out. */
    public List<HeldGpu> of(List<Leases.Lease> held) {
        if (held.isEmpty()) {
            return List.of();
        }
        GpuHost host = gpus.lately().snapshot().host();
        return held.stream()
                .flatMap(lease ->
                        host.gpu(lease.grant().gpu()).map(state -> shown(state, lease, host.simulated())).stream())
                .toList();
    }

    private HeldGpu shown(GpuState state, Leases.Lease lease, boolean simulated) {
        Gpu gpu = state.gpu();
        Grant grant = lease.grant();
        Optional<Shares.Taken> taken = shares.of(lease.holder(), gpu.uuid());
        // Of a GPU that several holders share, the driver reports the use of all together, which says nothing of one of
        // them. It reports memory by process.
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
                taken.map(Shares.Taken::memory)
                        .or(use::memoryUsed)
                        .map(Bytes::value)
                        .orElse(null),
                taken.map(Shares.Taken::isExceeded).orElse(null),
                taken.map(own -> shares.isExceededBeside(lease.holder(), gpu.uuid()))
                        .orElse(null));
    }
}
