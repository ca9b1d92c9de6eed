package dev.slipway.network;

import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.runtime.engine.Networks;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Keeps a few networks ready, so that the next launch finds one and need not wait until it is made. A launch that is given one which is
 * not made yet makes it itself.
 */
@ApplicationScoped
class SpareNetworks {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Bridges bridges;
    private final Networks networks;
    private final Clock clock;

    SpareNetworks(Bridges bridges, Networks networks, Clock clock) {
        this.bridges = bridges;
        this.networks = networks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(INTERVAL, "spare-networks", Reach.HOST), this::keep);
    }

    /** Forgets those that the engine has lost, and makes what lacks. */
    void keep() {
        Instant before = clock.instant();
        bridges.forgetGone(Set.copyOf(networks.list()), before);
        bridges.addSpares().forEach(networks::ensure);
    }
}
