package dev.slipway.gpu.injection;

import dev.slipway.host.HostGpus;
import dev.slipway.runtime.cdi.CdiFiles;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the GPUs' driver answers. A host without GPUs is well, and so is one whose single GPUs are ill: others serve. */
@Readiness
@ApplicationScoped
class GpuHealthCheck implements HealthCheck {
    private final HostGpus gpus;
    private final InjectionConfig config;

    GpuHealthCheck(HostGpus gpus, InjectionConfig config) {
        this.gpus = gpus;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        GpuInventory.Snapshot now = gpus.look();
        var health = HealthCheckResponse.named("gpus")
                .up() // workspaces without GPUs go on
                .withData("gpus", now.host().gpus().size())
                .withData(
                        "healthy",
                        now.host().gpus().stream().filter(GpuState::isHealthy).count());
        now.host().driver().ifPresent(driver -> health.withData("driver", driver.toString()));
        now.host().problem().ifPresent(problem -> health.withData("problem", problem));
        if (now.isStale()) {
            health.withData("staleSeconds", now.age().toSeconds());
        }
        List<String> unreadable = CdiFiles.read(config.cdiDirectories()).problems();
        if (!unreadable.isEmpty()) {
            health.withData("cdiProblems", String.join("; ", unreadable));
        }
        return health.build();
    }
}
