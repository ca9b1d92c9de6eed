package dev.slipway.workspace;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.identity.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Someone who uses the platform, by what the API does for them. */
final class Owner {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Workspaces workspaces;
    private final Caller caller;

    Owner(Replica replica, String name) {
        this.workspaces = replica.bean(Workspaces.class);
        this.caller = new Caller(name + "-id", name, new TreeSet<>(Set.of("user")), new TreeSet<>());
    }

    /** Launches a version of the floor's image. */
    WorkspaceId launch(String version) {
        return launch(version, null);
    }

    /** Launches with so many GPUs, each a whole one. */
    WorkspaceId launch(String version, int gpus) {
        return launch(version, gpus == 0 ? null : new WorkspaceRequest.GpuRequest(gpus, null, null, null, null, null));
    }

    private WorkspaceId launch(String version, WorkspaceRequest.@Nullable GpuRequest gpus) {
        String name = "w" + NAMES.incrementAndGet();
        workspaces.launch(
                new WorkspaceRequest(
                        name,
                        "floor",
                        version,
                        new WorkspaceRequest.ResourcesRequest(null, "128Mi", null, null, gpus),
                        null,
                        null,
                        null,
                        null),
                caller,
                null,
                this::shown);
        return id(name);
    }

    private WorkspaceView shown(Workspace workspace) {
        return WorkspaceView.of(workspace, List.of(), "", Optional.empty(), List.of(), Optional.empty(), caller);
    }

    private WorkspaceId id(String name) {
        return new WorkspaceId(Floor.query("select id from workspace where name = '" + name + "'")
                .getFirst());
    }

    void start(WorkspaceId id) {
        workspaces.start(workspaces.visible(id, caller), caller.person());
    }

    void stop(WorkspaceId id) {
        workspaces.stop(workspaces.visible(id, caller), caller.person());
    }

    void restart(WorkspaceId id) {
        workspaces.restart(workspaces.visible(id, caller), caller.person());
    }

    void delete(WorkspaceId id) {
        workspaces.delete(workspaces.visible(id, caller), caller.person());
    }
}
