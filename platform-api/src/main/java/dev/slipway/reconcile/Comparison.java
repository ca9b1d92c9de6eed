package dev.slipway.reconcile;

import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.monitor.LimitWatch;
import dev.slipway.monitor.LogFloods;
import dev.slipway.monitor.MonitorConfig;
import dev.slipway.network.ContainerWalls;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Compares everything now and then: the walls with those that are wanted, all containers and networks of the engine with
 * all rows. What differs is put in force, looked at or removed.
 */
@ApplicationScoped
public class Comparison {
    private static final Logger LOG = Logger.getLogger(Comparison.class);

    private final WorkspaceStore store;
    private final Containers containers;
    private final Networks networks;
    private final Reconciler reconciler;
    private final ContainerWalls walls;
    private final LogFloods floods;
    private final LimitWatch limits;
    private final Strays strays;
    private final Bell bell = new Bell();

    Comparison(
            WorkspaceStore store,
            Containers containers,
            Networks networks,
            Reconciler reconciler,
            ContainerWalls walls,
            LogFloods floods,
            LimitWatch limits,
            Strays strays) {
        this.store = store;
        this.containers = containers;
        this.networks = networks;
        this.reconciler = reconciler;
        this.walls = walls;
        this.floods = floods;
        this.limits = limits;
        this.strays = strays;
    }

    void start(@Observes StartupEvent event, Loops loops, MonitorConfig config) {
        loops.begin(Schedule.every(config::sweepInterval, "comparison", Reach.HOST), bell, this::compare);
    }

    /** Compares at once, where it is this process that compares. */
    void soon() {
        bell.ring();
    }

    /** The engine first, so that a row made meanwhile is not taken for missing. */
    public void compare() {
        if (networks.wall()) {
            LOG.warn("the firewall's rules were not those that are wanted; put in force");
        }
        List<Container> found = containers.list();
        List<ResourceId> bridges = networks.list();
        walls.compare(found);
        floods.look(found);
        limits.look(found);
        strays.remove(found, bridges);
        wakeWhatDiffers(found);
    }

    private void wakeWhatDiffers(List<Container> containers) {
        Set<WorkspaceId> inEngine = WorkspaceId.among(containers.stream()
                .filter(container -> container.state() instanceof ContainerState.Running)
                .map(Container::id));
        Set<WorkspaceId> inRows = Set.copyOf(store.running());
        Set<WorkspaceId> differing = WorkspaceId.among(containers.stream().map(Container::id));
        differing.addAll(inRows);
        differing.removeIf(id -> inEngine.contains(id) && inRows.contains(id));
        differing.forEach(reconciler::wake);
    }
}
