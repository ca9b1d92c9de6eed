package dev.slipway.workspace;

import dev.slipway.container.ContainerConfig;
import dev.slipway.holder.Holder;
import dev.slipway.holder.HolderContainers;
import dev.slipway.notice.Params;
import dev.slipway.runtime.container.Endpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes a workspace as the two rows that it is kept in: its own, and its container's, which has the address. */
@ApplicationScoped
class WorkspaceRows {
    private final WorkspaceTable table;
    private final HolderContainers containers;
    private final Params params;
    private final ContainerConfig config;

    WorkspaceRows(WorkspaceTable table, HolderContainers containers, Params params, ContainerConfig config) {
        this.table = table;
        this.containers = containers;
        this.params = params;
        this.config = config;
    }

    /** The workspace of a row, within the caller's transaction. Only one that runs is reached anywhere. */
    Workspace workspace(WorkspaceRow row) {
        return row.state == WorkspaceState.RUNNING
                ? workspace(row, containers.endpoint(Holder.workspace(row.id)))
                : notServing(row);
    }

    /** The workspace of a row that has no address, since it does not run. */
    Workspace notServing(WorkspaceRow row) {
        return workspace(row, Optional.empty());
    }

    /** The workspaces of rows, in their order, whose addresses are read at once. */
    List<Workspace> workspaces(List<WorkspaceRow> rows) {
        Map<String, Endpoint> endpoints = containers.endpoints(rows.stream()
                .filter(row -> row.state == WorkspaceState.RUNNING)
                .map(row -> row.id)
                .toList());
        return rows.stream()
                .map(row -> workspace(row, Optional.ofNullable(endpoints.get(row.id))))
                .toList();
    }

    private Workspace workspace(WorkspaceRow row, Optional<Endpoint> endpoint) {
        return row.workspace(endpoint.orElse(null), config.pids(), params);
    }

    /** Adds a workspace, which has no address yet. */
    void add(Workspace workspace) {
        table.add(WorkspaceRow.of(workspace, params));
    }

    /** Writes what changed of a workspace. */
    void update(Workspace before, Workspace after) {
        if (after.revision() != before.revision()) {
            table.update(WorkspaceRow.of(after, params));
        }
        if (!after.status().endpoint().equals(before.status().endpoint())) {
            containers.serveAt(after.holder(), after.status().endpoint());
        }
    }
}
