package dev.slipway.workspace.api;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.gpu.Leases;
import dev.slipway.gpu.api.HeldGpus;
import dev.slipway.identity.Caller;
import dev.slipway.idle.ActivityWatch;
import dev.slipway.image.ExactImages;
import dev.slipway.monitor.LimitWatch;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationView;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Workspaces as the API shows them. What the database has of all of them is read at once; what else is shown, such as GPUs as
 * they are now, is looked at when the transaction is over.
 */
@ApplicationScoped
public class WorkspaceViews {
    private final Database database;
    private final Leases leases;
    private final HeldGpus gpus;
    private final ExactImages exactImages;
    private final WorkspaceOrigin origin;
    private final ActivityWatch activity;
    private final LimitWatch limits;

    WorkspaceViews(
            Database database,
            Leases leases,
            HeldGpus gpus,
            ExactImages exactImages,
            WorkspaceOrigin origin,
            ActivityWatch activity,
            LimitWatch limits) {
        this.database = database;
        this.leases = leases;
        this.gpus = gpus;
        this.exactImages = exactImages;
        this.origin = origin;
        this.activity = activity;
        this.limits = limits;
    }

    /**
     * What the database has of workspaces.
     *
     * @param leases by workspace's id
     * @param pulls that are under way, as far as one of the workspaces waits for one
     */
    record Rows(List<Workspace> workspaces, Map<String, List<Leases.Lease>> leases, Map<VersionKey, Operation> pulls) {}

    /** Reads what there is of workspaces, within the caller's transaction if there is one. */
    Rows read(List<Workspace> workspaces) {
        return database.transact(() -> new Rows(
                workspaces,
                leases.of(workspaces.stream()
                        .filter(workspace -> workspace.spec().gpus().isPresent())
                        .map(workspace -> workspace.id().value())
                        .toList()),
                workspaces.stream().anyMatch(workspace -> workspace.state() == WorkspaceState.PULLING)
                        ? exactImages.pulls()
                        : Map.of()));
    }

    public WorkspaceView show(Workspace workspace, Caller caller) {
        return show(read(List.of(workspace)), caller).getFirst();
    }

    /** Shows them in their order. */
    public List<WorkspaceView> show(Rows rows, Caller caller) {
        Database.requireOutside("a view");
        return rows.workspaces().stream()
                .map(workspace -> shown(workspace, rows, caller))
                .toList();
    }

    private WorkspaceView shown(Workspace workspace, Rows rows, Caller caller) {
        Optional<Operation> pull = workspace.state() == WorkspaceState.PULLING
                ? Optional.ofNullable(rows.pulls().get(workspace.spec().key()))
                : Optional.empty();
        boolean runs = workspace.state() == WorkspaceState.RUNNING;
        return WorkspaceView.of(
                workspace,
                gpus.of(rows.leases().getOrDefault(workspace.id().value(), List.of())),
                origin.of(workspace.id()) + "/",
                runs ? activity.of(workspace) : Optional.empty(),
                runs ? limits.alertsOf(workspace) : List.of(),
                pull.map(operation -> OperationView.of(operation, caller)),
                caller);
    }
}
