package dev.slipway.engine;

import dev.slipway.database.OutsideTransactions;
import dev.slipway.database.SessionLocks;
import dev.slipway.loop.PassedTime;
import dev.slipway.runtime.docker.DockerContainerEngine;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.network.SubnetPool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the platform's engine, of which each part is given to who needs it, and clocks. */
@Singleton
final class EngineProducer {
    private final ContainerEngine engine;
    private final SessionLocks locks;

    EngineProducer(EngineConfig config, SessionLocks locks, Firewall firewall) {
        this.locks = locks;
        this.engine = new DockerContainerEngine(
                config.socket(), new InstallationId(config.installation()), new SubnetPool(config.subnets()), firewall);
    }

    private <T> T guarded(Class<T> type, T part) {
        return OutsideTransactions.guard(type, "the engine", Fenced.part(type, part, locks));
    }

    @Produces
    @Singleton
    EngineFacts facts() {
        return guarded(EngineFacts.class, engine);
    }

    @Produces
    @Singleton
    Containers containers() {
        return guarded(Containers.class, engine.containers());
    }

    @Produces
    @Singleton
    Images images() {
        return guarded(Images.class, engine.images());
    }

    @Produces
    @Singleton
    ImageBuilds builds() {
        return guarded(ImageBuilds.class, engine.builds());
    }

    @Produces
    @Singleton
    Networks networks() {
        return guarded(Networks.class, engine.networks());
    }

    @Produces
    @Singleton
    Volumes volumes() {
        return guarded(Volumes.class, engine.volumes());
    }

    @PreDestroy
    void close() {
        engine.close();
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    static PassedTime passedTime(Clock clock) {
        return new PassedTime(clock, System::nanoTime);
    }
}
