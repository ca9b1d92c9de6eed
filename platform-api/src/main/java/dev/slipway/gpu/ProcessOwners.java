package dev.slipway.gpu;

import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.host.ControlGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Whose the processes are that the driver lists: of which container, by their control groups. */
@ApplicationScoped
class ProcessOwners {
    private static final int MOST_KNOWN = 1000;

    private final ContainerEngine engine;

    /** Whose container it is, by the engine's id; empty: none of this installation's. That never changes. */
    private final Map<String, Optional<String>> holders = new ConcurrentHashMap<>();

    ProcessOwners(ContainerEngine engine) {
        this.engine = engine;
    }

    /** The holder in whose container a process is; empty: it is in none of this installation's, or has ended. */
    Optional<String> holderOf(long pid) {
        return ControlGroup.containerOf(pid).flatMap(this::holderOfContainer);
    }

    private Optional<String> holderOfContainer(String container) {
        Optional<String> known = holders.get(container);
        if (known != null) {
            return known;
        }
        if (holders.size() > MOST_KNOWN) {
            holders.clear();
        }
        Optional<String> found = engine.containers().stream()
                .filter(own -> own.engineId().equals(container))
                .map(Container::id)
                .map(id -> id.value())
                .findFirst();
        holders.put(container, found);
        return found;
    }
}
