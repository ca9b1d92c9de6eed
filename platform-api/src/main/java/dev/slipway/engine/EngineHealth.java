package dev.slipway.engine;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.EngineInfo;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the container engine answers. */
@Readiness
@ApplicationScoped
class EngineHealth implements HealthCheck {
    private final EngineFacts engine;

    EngineHealth(EngineFacts engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        var health = HealthCheckResponse.named("engine");
        try {
            EngineInfo info = engine.info();
            return health.up()
                    .withData("name", info.name())
                    .withData("version", info.version())
                    .withData("apiVersion", info.apiVersion())
                    .build();
        } catch (EngineException e) {
            return health.down()
                    .withData("reason", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
