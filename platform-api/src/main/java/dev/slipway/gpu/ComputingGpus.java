package dev.slipway.gpu;

import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** Who computes on a GPU that he has. */
@ApplicationScoped
public class ComputingGpus {
    /** Per cent of a GPU's time; below it is what a driver and a display do by themselves. */
    private static final int LEAST_UTILIZATION = 5;

    private final HostGpus gpus;
    private final Leases leases;

    ComputingGpus(HostGpus gpus, Leases leases) {
        this.gpus = gpus;
        this.leases = leases;
    }

    /**
     * The holders one of whose GPUs computes now. Those who share a GPU that computes all count, since the driver tells its
     * use as a whole; a GPU in MIG mode tells none.
     */
    public Set<String> holders() {
        GpuHost host = gpus.look().host();
        return leases.all().stream()
                .filter(lease -> host.gpu(lease.grant().gpu())
                        .filter(ComputingGpus::computes)
                        .isPresent())
                .map(Leases.Lease::holder)
                .collect(Collectors.toSet());
    }

    private static boolean computes(GpuState state) {
        return state.use().utilization().orElse(0) >= LEAST_UTILIZATION;
    }
}
