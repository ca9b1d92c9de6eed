package dev.slipway.workspace;

import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Launches workspaces: one that is admitted is written with its GPUs in one transaction, and looked at when that is kept. */
@ApplicationScoped
class Launches {
    private final Admissions admissions;
    private final Database database;
    private final WorkspaceStore store;
    private final GpuLaunches gpuLaunches;
    private final Reconciler reconciler;

    Launches(
            Admissions admissions,
            Database database,
            WorkspaceStore store,
            GpuLaunches gpuLaunches,
            Reconciler reconciler) {
        this.admissions = admissions;
        this.database = database;
        this.store = store;
        this.gpuLaunches = gpuLaunches;
        this.reconciler = reconciler;
    }

    /**
     * Admits a launch.
     *
     * @param kept is told the workspace in the transaction that adds it
     * @throws dev.slipway.problem.ProblemException as {@link Admissions#admit} and {@link WorkspaceStore#insert} say
     */
    Workspace launch(WorkspaceRequest request, Caller caller, Consumer<Workspace> kept) {
        Admissions.Launch admitted = admissions.admit(request, caller.person());
        Workspace workspace = admitted.first().workspace();
        database.transact(() -> {
            store.insert(admitted.first(), caller.groups());
            admitted.gpus().ifPresent(seen -> gpuLaunches.lease(workspace, seen));
            kept.accept(workspace);
            Database.afterCommit(() -> reconciler.wake(workspace.id()));
        });
        return workspace;
    }
}
