package dev.slipway.gpu;

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

    /** What to tell each holder, in words; those whose GPUs are well are not in it. */
    public Map<String, String> byHolder() {
        GpuHost host = gpus.look().host();
        Map<String, String> told = new LinkedHashMap<>();
        if (host.gpus().stream().allMatch(state -> state.isHealthy())) {
            return told;
        }
        for (Leases.Lease lease : leases.all()) {
            host.gpu(lease.grant().gpu())
                    .flatMap(state -> state.health() instanceof GpuHealth.Unhealthy ill
                            ? Optional.of(message(state.gpu(), ill))
                            : Optional.empty())
                    .ifPresent(message -> told.putIfAbsent(lease.holder(), message));
        }
        return told;
    }

    private static String message(Gpu gpu, GpuHealth.Unhealthy ill) {
        String what = ill.message();
        return "GPU " + gpu.index() + " (" + gpu.model() + "): "
                + Character.toLowerCase(what.charAt(0)) + what.substring(1)
                + ". Save what you can; stop and start the workspace to get another GPU";
    }
}
