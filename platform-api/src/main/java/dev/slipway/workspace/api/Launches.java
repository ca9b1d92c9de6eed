package dev.slipway.workspace.api;

import dev.slipway.admission.WorkspaceRequest;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.launch.WorkspaceStep;
import dev.slipway.reconcile.Reconciler;
import dev.slipway.step.Steps;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/** Launches workspaces: one that is admitted is written with its place in the queue in one transaction. */
@ApplicationScoped
public class Launches {
    private final Admissions admissions;
    private final Database database;
    private final WorkspaceStore store;
    private final Reconciler reconciler;

    Launches(Admissions admissions, Database database, WorkspaceStore store, Reconciler reconciler) {
        this.admissions = admissions;
        this.database = database;
        this.store = store;
        this.reconciler = reconciler;
    }

    /**
     * Admits a launch.
     *
     * @param kept is told the workspace in the transaction that adds it
     * @throws dev.slipway.problem.ProblemException as {@link Admissions#admit} and {@link WorkspaceStore#insert} say
     */
    public Workspace launch(WorkspaceRequest request, Caller caller, Consumer<Workspace> kept) {
        Admissions.Launch admitted = admissions.admit(request, caller.person());
        Workspace workspace = admitted.first().workspace();
        Steps.run(
                WorkspaceStep.ADMIT,
                () -> database.transact(() -> {
                    store.insert(admitted.first(), caller.groups(), admitted.isReady());
                    kept.accept(workspace);
                    if (!admitted.isReady()) {
                        Database.afterCommit(() -> reconciler.wake(workspace.id())); // which has its image fetched
                    }
                }));
        return workspace;
    }
}
