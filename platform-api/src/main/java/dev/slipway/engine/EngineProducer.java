package dev.slipway.engine;

import dev.slipway.database.OutsideTransactions;
import dev.slipway.database.SessionLocks;
import dev.slipway.loop.PassedTime;
import dev.slipway.runtime.docker.DockerContainerEngine;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.network.SubnetPool;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the platform's engine and clocks. */
final class EngineProducer {
    @Produces
    @Singleton
    ContainerEngine engine(EngineConfig config, SessionLocks locks) {
        ContainerEngine docker = new DockerContainerEngine(
                config.engine().socket(),
                new InstallationId(config.installation()),
                new SubnetPool(config.network().subnets()));
        return OutsideTransactions.guard(ContainerEngine.class, "the engine", Fenced.engine(docker, locks));
    }

    void close(@Disposes ContainerEngine engine) {
        engine.close();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    PassedTime passedTime(Clock clock) {
        return new PassedTime(clock, System::nanoTime);
    }
}
