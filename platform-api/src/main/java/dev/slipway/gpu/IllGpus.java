package dev.slipway.gpu;

import dev.slipway.host.HostGpus;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who has a GPU that is ill. */
@ApplicationScoped
public class IllGpus {
    private final HostGpus gpus;
    private final Leases leases;

    IllGpus(HostGpus gpus, Leases leases) {
        this.gpus = gpus;
        this.leases = leases;
    }

    /**
     * What is wrong with a GPU.
     *
     * @param index its number
     * @param fault a stable code, such as {@code xid-79}
     * @param message the same for a person
     */
    public record Ill(int index, String model, String fault, String message) {}

    /** Of each holder's GPUs the first that is ill; holders whose GPUs are well are not in it. */
    public Map<String, Ill> byHolder() {
        GpuHost host = gpus.look().host();
        Map<String, Ill> told = new LinkedHashMap<>();
        if (host.gpus().stream().allMatch(state -> state.isHealthy())) {
            return told;
        }
        for (Leases.Lease lease : leases.all()) {
            host.gpu(lease.grant().gpu())
                    .flatMap(state -> state.health() instanceof GpuHealth.Unhealthy ill
                            ? Optional.of(ill(state.gpu(), ill))
                            : Optional.empty())
                    .ifPresent(found -> told.putIfAbsent(lease.holder(), found));
        }
        return told;
    }

    private static Ill ill(Gpu gpu, GpuHealth.Unhealthy ill) {
        return new Ill(gpu.index(), gpu.model(), ill.code(), ill.message());
    }
}
