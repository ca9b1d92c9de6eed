package dev.slipway.workspace;

import dev.slipway.runtime.engine.ContainerState;
import java.util.Optional;

/**
 * Decides what to do next for a workspace: a pure function of what its row wants and what the engine holds, so that it
 * does not matter how they came to differ.
 */
final class Convergence {
    /** 128 and the number of the signal by which the kernel ends a process for its memory. */
    private static final int KILLED = 128 + 9;

    private Convergence() {}

    /** One thing to do; each may be done again without harm. */
    sealed interface Step {
        /** Make image, network, volume and container be there, and start the container. */
        record Launch() implements Step {}

        /** Ask the server whether it serves. */
        record AwaitReady(String address) implements Step {}

        /** The container ended though it should run. */
        record Fail(StateReason reason) implements Step {}

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
        if (workspace.observedGeneration() != workspace.generation()) {
            return new Step.TearDown();
        }
        return switch (container.get()) {
            case ContainerState.Created created -> new Step.Launch();
            case ContainerState.Exited exited -> new Step.Fail(reasonOf(exited, workspace));
            case ContainerState.Running running -> {
                if (running.address().isEmpty()) {
                    yield new Step.Fail(new StateReason("no-address", "Its network gave the container no address"));
                }
                yield workspace.state() == WorkspaceState.RUNNING
                        ? new Step.Rest()
                        : new Step.AwaitReady(running.address().get());
            }
        };
    }

    private static StateReason reasonOf(ContainerState.Exited exited, Workspace workspace) {
        // The engine says so of any process of it, a notebook's kernel hours before, too.
        if (exited.outOfMemory() && exited.exitCode() == KILLED) {
            return new StateReason(
                    "out-of-memory",
                    "The kernel killed it for using more than its "
                            + workspace.limits().memory()
                            + " of memory. Use less at once, or launch one with more memory");
        }
        return switch (exited.exitCode()) {
            case 0 -> new StateReason("exited", "Its server ended by itself");
            case 126, 127 ->
                new StateReason("command-not-found", "The image does not have the program that it should run");
            case 137 -> new StateReason("killed", "Its container was killed from outside (signal 9)");
            case 143 -> new StateReason("killed", "Its container was asked to end from outside (signal 15)");
            default ->
                new StateReason("exited", "Its server ended with exit code " + exited.exitCode() + "; see the log");
        };
    }
}
