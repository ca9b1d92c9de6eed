package dev.slipway.reconcile;

import dev.slipway.notice.Notice;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import java.util.Optional;

/**
 * Decides what to do next for a workspace: a pure function of what its row wants and what the engine holds, so that it
 * does not matter how they came to differ.
 */
final class Convergence {
    /** A process that a signal ended has this and the signal's number for its exit code. */
    private static final int SIGNALLED = 128;

    private static final int KILL = 9;
    private static final int TERMINATE = 15;

    private Convergence() {}

    /** One thing to do; each may be done again without harm. */
    sealed interface Step {
        /** Make image, network, volume and container be there, and start the container. */
        record Launch() implements Step {}

        /** Ask the server whether it serves. */
        record AwaitReady(String host) implements Step {}

        /** The container ended though it should run. */
        record Fail(Notice.Failure why) implements Step {}

        /** Remove the container and the network. */
        record TearDown() implements Step {}

        /** Say that it stopped. */
        record Settle() implements Step {}

        /** Remove the row. */
        record Forget() implements Step {}

        /** Nothing: it is as it should be. */
        record Rest() implements Step {}
    }

    static Step next(Workspace workspace, Optional<ContainerState> container) {
        return switch (workspace.desired()) {
            case RUNNING -> towardsRunning(workspace, container);
            case STOPPED -> {
                if (container.isPresent()) {
                    yield new Step.TearDown();
                }
                yield workspace.state().isActive() ? new Step.Settle() : new Step.Rest();
            }
            case DELETED -> container.isPresent() ? new Step.TearDown() : new Step.Forget();
        };
    }

    private static Step towardsRunning(Workspace workspace, Optional<ContainerState> container) {
        if (container.isEmpty()) {
            return new Step.Launch();
        }
        if (workspace.status().observedGeneration() != workspace.status().generation()) {
            return new Step.TearDown();
        }
        return switch (container.get()) {
            case ContainerState.Created created -> new Step.Launch();
            case ContainerState.Exited exited -> new Step.Fail(causeOf(exited, workspace));
            case ContainerState.Running running -> {
                if (running.host().isEmpty()) {
                    yield new Step.Fail(new Notice.NoAddress());
                }
                yield workspace.state() == WorkspaceState.RUNNING
                        ? new Step.Rest()
                        : new Step.AwaitReady(running.host().get());
            }
        };
    }

    private static Notice.Failure causeOf(ContainerState.Exited exited, Workspace workspace) {
        // The engine says "out of memory" of a container if any of its processes ever was, such as a kernel hours ago.
        // It ended
        // for lack of memory only if its own program was killed.
        if (exited.outOfMemory() && exited.exitCode() == SIGNALLED + KILL) {
            return new Notice.OutOfMemory(workspace.spec().limits().memory().value());
        }
        return switch (exited.exitCode()) {
            case 126, 127 -> new Notice.CommandNotFound();
            case SIGNALLED + KILL, SIGNALLED + TERMINATE -> new Notice.Killed(exited.exitCode() - SIGNALLED);
            default -> new Notice.Exited(exited.exitCode());
        };
    }
}
