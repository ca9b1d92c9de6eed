package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.GpuHost;
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
                .flatMap(lease -> host
                        .gpu(lease.grant().gpu())
                        .map(state -> new HeldGpu(
                                state.gpu().uuid().value(),
                                state.gpu().index(),
                                state.gpu().model(),
                                host.simulated(),
                                lease.grant() instanceof Grant.Instance instance
                                        ? state.gpu()
                                                .migInstance(instance.mig())
                                                .map(MigInstance::profile)
                                                .orElse(null)
                                        : null,
                                lease.grant() instanceof Grant.Share share
                                        ? share.memory().toString()
                                        : null))
                        .stream())
                .toList();
    }
}
