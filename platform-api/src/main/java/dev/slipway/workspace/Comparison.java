package dev.slipway.workspace;

import dev.slipway.network.ContainerWalls;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** Compares all containers and networks of the engine with all rows, and has what differs looked at or removed. */
@ApplicationScoped
class Comparison {
    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final Reconciler reconciler;
    private final ContainerWalls walls;
    private final LogFloods floods;
    private final LimitWatch limits;
    private final Strays strays;
    private final GpuHealthWatch gpuHealth;

    Comparison(
            WorkspaceStore store,
            ContainerEngine engine,
            Reconciler reconciler,
            ContainerWalls walls,
            LogFloods floods,
            LimitWatch limits,
            Strays strays,
            GpuHealthWatch gpuHealth) {
        this.store = store;
        this.engine = engine;
        this.reconciler = reconciler;
        this.walls = walls;
        this.floods = floods;
        this.limits = limits;
        this.strays = strays;
        this.gpuHealth = gpuHealth;
    }

    /** The engine first, so that a row made meanwhile is not taken for missing. */
    void compare() {
        List<Container> containers = engine.containers();
        List<ResourceId> networks = engine.networks();
        walls.compare(containers);
        floods.look(containers);
        limits.look(containers);
        strays.remove(containers, networks);
        wakeWhatDiffers(containers);
        gpuHealth.look();
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
