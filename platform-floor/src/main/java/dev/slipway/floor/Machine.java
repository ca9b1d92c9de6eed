package dev.slipway.floor;

import dev.slipway.database.OutsideTransactions;
import dev.slipway.engine.EngineConfig;
import dev.slipway.loop.PassedTime;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.inmemory.InMemoryContainerEngine;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the platform finds around it on the floor: an engine in memory, a clock that can be moved. */
final class Machine {
    @Produces
    @Singleton
    @Typed(InMemoryContainerEngine.class)
    InMemoryContainerEngine memory(EngineConfig config, Clock clock) {
        return new InMemoryContainerEngine(
                clock,
                List.of(image("floor/server:1", "1")),
                Optional.of(config.home().resolve("volumes").toAbsolutePath()));
    }

    private static LocalImage image(String name, String digit) {
        return new LocalImage(
                new ImageReference(name),
                "sha256:" + digit.repeat(64),
                Bytes.ofMebi(1),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    /** A part of the engine, each call of which is two steps of whose life it is. */
    private static <T> T mortal(Class<T> type, T part) {
        return OutsideTransactions.guard(type, "the engine", Steps.of(type, part));
    }

    @Produces
    @Singleton
    @Typed(EngineFacts.class)
    EngineFacts facts(InMemoryContainerEngine memory) {
        return mortal(EngineFacts.class, memory);
    }

    @Produces
    @Singleton
    Containers containers(InMemoryContainerEngine memory) {
        return mortal(Containers.class, memory.containers());
    }

    @Produces
    @Singleton
    Images images(InMemoryContainerEngine memory) {
        return mortal(Images.class, memory.images());
    }

    @Produces
    @Singleton
    ImageBuilds builds(InMemoryContainerEngine memory) {
        return mortal(ImageBuilds.class, memory.builds());
    }

    @Produces
    @Singleton
    Networks networks(InMemoryContainerEngine memory) {
        return mortal(Networks.class, memory.networks());
    }

    @Produces
    @Singleton
    Volumes volumes(InMemoryContainerEngine memory) {
        return mortal(Volumes.class, memory.volumes());
    }

    @Produces
    @Singleton
    MovableClock clock() {
        return new MovableClock();
    }

    @Produces
    @Singleton
    PassedTime passedTime(MovableClock clock) {
        return new PassedTime(clock, clock::nanos);
    }

    @Produces
    @Singleton
    BridgeNames names(EngineConfig config) {
        return new BridgeNames(new InstallationId(config.installation()));
    }
}
