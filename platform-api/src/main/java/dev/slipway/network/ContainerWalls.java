package dev.slipway.network;

import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.ContainerWall;
import dev.slipway.runtime.firewall.FirewallException;
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

    private final ContainerEngine engine;
    private final boolean wanted;
    private final Set<Network> walled = ConcurrentHashMap.newKeySet();

    ContainerWalls(ContainerEngine engine, Resolver resolver) {
        this.engine = engine;
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
            engine.findContainer(id).ifPresent(this::see);
        } catch (EngineException e) {
            LOG.warnf("wall of a container put off id=%s cause=%s", id, e.getMessage());
        }
    }

    /** All that there are. */
    public void compare(List<Container> containers) {
        if (!wanted) {
            return;
        }
        containers.forEach(this::see);
        Set<String> there = containers.stream().map(Container::engineId).collect(Collectors.toSet());
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
            ContainerWall.build(running.pid());
        } catch (FirewallException e) {
            walled.remove(network);
            LOG.warnf("wall of a container put off id=%s cause=%s", container.id(), e.getMessage());
        }
    }
}
