package dev.slipway.floor;

import dev.slipway.database.OutsideTransactions;
import dev.slipway.engine.EngineConfig;
import dev.slipway.loop.PassedTime;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.memory.InMemoryContainerEngine;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the platform finds around it on the floor: an engine in memory, a firewall with nothing to guard, a clock that can be moved. */
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

    @Produces
    @Singleton
    @Typed(ContainerEngine.class)
    ContainerEngine engine(InMemoryContainerEngine memory) {
        return OutsideTransactions.guard(ContainerEngine.class, "the engine", Steps.of(ContainerEngine.class, memory));
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

    @Produces
    @Singleton
    Firewall firewall() {
        return OutsideTransactions.guard(Firewall.class, "the firewall", Steps.of(Firewall.class, () -> false));
    }
}
