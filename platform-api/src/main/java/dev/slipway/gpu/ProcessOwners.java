package dev.slipway.gpu;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.host.ControlGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Finds the holder of a process that the driver lists: its control group names its container. */
@ApplicationScoped
class ProcessOwners {
    private static final int MOST_KNOWN = 1000;

    private final Containers containers;

    /** Whose container it is, by the engine's id; empty: none of this installation's. That never changes. */
    private final Cache<String, Optional<String>> holders =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    ProcessOwners(Containers containers) {
        this.containers = containers;
    }

    /** The holder in whose container a process is; empty: it is in none of this installation's, or has ended. */
    Optional<String> holderOf(long pid) {
        return ControlGroup.containerOf(pid).flatMap(this::holderOfContainer);
    }

    private Optional<String> holderOfContainer(String container) {
        return holders.get(
                container,
                asked -> containers.list().stream()
                        .filter(own -> own.engineId().equals(asked))
                        .map(own -> own.id().value())
                        .findFirst());
    }
}
