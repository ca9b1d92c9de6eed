package dev.slipway.gpu;

import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the GPUs' driver answers. A host without GPUs is well, and so is one whose single GPUs are ill: others serve. */
@Readiness
@ApplicationScoped
class GpuHealthCheck implements HealthCheck {
    private final HostGpus gpus;

    GpuHealthCheck(HostGpus gpus) {
        this.gpus = gpus;
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
        return health.build();
    }
}
