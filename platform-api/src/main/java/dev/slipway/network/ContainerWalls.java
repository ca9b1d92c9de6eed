package dev.slipway.network;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Builds the wall within each container's own network as soon as the engine says that it has started, beside what is done for
 * its launch; and for those that were missed, when all are compared. Where containers ask the engine's resolver, for want of
 * Slipway's own, there is no wall.
 */
@ApplicationScoped
public class ContainerWalls {
    private static final Logger LOG = Logger.getLogger(ContainerWalls.class);

    private final Containers containers;
    private final Networks networks;
    private final boolean wanted;
    private final Set<Network> walled = ConcurrentHashMap.newKeySet();

    ContainerWalls(Containers containers, Networks networks, Resolver resolver) {
        this.containers = containers;
        this.networks = networks;
        this.wanted = !resolver.files().isEmpty();
    }

    /** A container's network, which it has from one start to its end. */
    private record Network(String engineId, Instant since) {}

    /** A container has started. */
    public void started(ResourceId id) {
        if (wanted) {
            Thread.ofVirtual().name("wall-" + id).start(() -> lookAt(id));
        }
    }

    private void lookAt(ResourceId id) {
        try {
            containers.find(id).ifPresent(this::see);
        } catch (EngineException e) {
            LOG.warnf("wall of a container put off id=%s cause=%s", id, e.getMessage());
        }
    }

    /** Builds the missing walls of all containers that run, and forgets containers that are gone. */
    public void compare(List<Container> all) {
        if (!wanted) {
            return;
        }
        all.forEach(this::see);
        Set<String> there = all.stream().map(Container::engineId).collect(Collectors.toSet());
        walled.removeIf(network -> !there.contains(network.engineId()));
    }

    private void see(Container container) {
        if (!(container.state() instanceof ContainerState.Running running) || running.pid() == 0) {
            return;
        }
        Network network = new Network(container.engineId(), running.since());
        if (!walled.add(network)) {
            return;
        }
        try {
            networks.wallWithin(container);
        } catch (EngineException e) {
            walled.remove(network);
            LOG.warnf("wall of a container put off id=%s cause=%s", container.id(), e.getMessage());
        }
    }
}
