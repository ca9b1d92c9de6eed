package dev.slipway.reconcile;

import dev.slipway.launch.ContainerEnd;
import dev.slipway.launch.LaunchStep;
import dev.slipway.launch.ServerWait;
import dev.slipway.launch.Setbacks;
import dev.slipway.launch.Turn;
import dev.slipway.launch.WorkspaceStep;
import dev.slipway.notice.Notice;
import dev.slipway.reconcile.Convergence.Step;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.step.Steps;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Wish;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Takes the steps that {@link Convergence} decides on. */
@ApplicationScoped
class WorkspaceDriver {
    private static final Logger LOG = Logger.getLogger(WorkspaceDriver.class);

    private final WorkspaceStore store;
    private final Containers containers;
    private final LaunchStep launch;
    private final ServerWait server;
    private final ContainerEnd end;
    private final Setbacks setbacks;

    WorkspaceDriver(
            WorkspaceStore store,
            Containers containers,
            LaunchStep launch,
            ServerWait server,
            ContainerEnd end,
            Setbacks setbacks) {
        this.store = store;
        this.containers = containers;
        this.launch = launch;
        this.server = server;
        this.end = end;
        this.setbacks = setbacks;
    }

    /** Looks at row and engine and takes one step; false: there is nothing left to do. */
    boolean step(WorkspaceId id, Turn turn) throws InterruptedException {
        Optional<Workspace> found = store.findDriven(id);
        if (found.isEmpty()) {
            return false;
        }
        Workspace workspace = found.get();
        turn.follow(Wish.of(workspace));
        Optional<ContainerState> container =
                turn.outside(() -> containers.find(id.resource())).map(Container::state);
        if (container.isEmpty() && workspace.desired() != DesiredState.RUNNING) {
            end.release(workspace);
        }
        Step step = Convergence.next(workspace, container);
        LOG.debugf("step workspace=%s state=%s container=%s next=%s", id, workspace.state(), container, step);
        switch (step) {
            case Step.Launch due -> {
                return launch.take(workspace, turn);
            }
            case Step.AwaitReady await -> awaitReady(workspace, await.host(), turn);
            case Step.Fail fail -> setbacks.fail(workspace, fail.why());
            case Step.TearDown tearDown -> end.tearDown(workspace);
            case Step.Settle settle ->
                Steps.run(WorkspaceStep.NOTE_STOP, () -> store.applyWhereItMay(id, new Transition.Settled()));
            case Step.Forget forget -> {
                Steps.run(WorkspaceStep.FORGET, () -> store.forget(id));
                LOG.infof("workspace deleted workspace=%s", id);
            }
            case Step.Rest rest -> {
                return false;
            }
        }
        return true;
    }

    private void awaitReady(Workspace workspace, String host, Turn turn) throws InterruptedException {
        switch (server.await(workspace, host, turn)) {
            case ServerWait.Outcome.Serves serves -> running(workspace, serves.endpoint());
            case ServerWait.Outcome.Late late -> setbacks.fail(workspace, new Notice.NotReady(late.allowed()));
            case ServerWait.Outcome.LookAgain lookAgain -> {}
        }
    }

    private void running(Workspace workspace, Endpoint endpoint) {
        Steps.run(
                WorkspaceStep.NOTE_SERVING,
                () -> store.applyUnlessSuperseded(workspace, new Transition.Answered(endpoint)));
        LOG.infof(
                "workspace runs workspace=%s owner=%s",
                workspace.id(), workspace.owner().id());
    }
}
