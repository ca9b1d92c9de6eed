package dev.slipway.workspace;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Where a workspace stands, as its owner sees it, and what it may become next. */
public enum WorkspaceState {
    /** Admitted; nothing was done for it yet. */
    QUEUED,
    /** Its image is on its way. */
    PULLING,
    /** Its container is being made, or its server does not answer yet. */
    STARTING,
    /** Its server answers. */
    RUNNING,
    /** Its container is on its way out. */
    STOPPING,
    /** Nothing of it runs; its files are kept. */
    STOPPED,
    /** Nothing of it runs, which nobody asked for; the reason says why. */
    FAILED,
    /** It is to be gone, and is as soon as its container is. */
    DELETING;

    /** The states that may follow this one; a state may always stay. */
    public Set<WorkspaceState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(PULLING, STARTING, STOPPING, FAILED, DELETING);
            // Back to the queue where its home turns out not to be its owner's, or its GPUs not to be there.
            case PULLING -> EnumSet.of(QUEUED, STARTING, STOPPING, FAILED, DELETING);
            case STARTING -> EnumSet.of(QUEUED, PULLING, RUNNING, STOPPING, FAILED, DELETING);
            // Its container may be lost, and need all that a first start needs.
            case RUNNING -> EnumSet.of(QUEUED, PULLING, STARTING, STOPPING, FAILED, DELETING);
            case STOPPING -> EnumSet.of(QUEUED, PULLING, STARTING, STOPPED, FAILED, DELETING);
            case STOPPED, FAILED -> EnumSet.of(QUEUED, DELETING);
            case DELETING -> EnumSet.noneOf(WorkspaceState.class);
        };
    }

    public boolean mayBecome(WorkspaceState state) {
        return state == this || next().contains(state);
    }

    /** Those in which something of it may run. */
    static final Set<WorkspaceState> ACTIVE =
            Arrays.stream(values()).filter(WorkspaceState::isActive).collect(Collectors.toUnmodifiableSet());

    /** Whether something of it may run. */
    public boolean isActive() {
        return this != STOPPED && this != FAILED;
    }

    /** Whether it is about to become something else by itself. */
    boolean isOnItsWay() {
        return isActive() && this != RUNNING;
    }
}
