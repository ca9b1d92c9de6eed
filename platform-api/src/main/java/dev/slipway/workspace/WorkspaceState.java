package dev.slipway.workspace;

import java.util.EnumSet;
import java.util.Set;

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
    FAILED;

    /** The states that may follow this one; a state may always stay. */
    Set<WorkspaceState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(PULLING, STARTING, STOPPING, FAILED);
            case PULLING -> EnumSet.of(STARTING, STOPPING, FAILED);
            // Back to the queue where its home turns out not to be its owner's.
            case STARTING -> EnumSet.of(QUEUED, PULLING, RUNNING, STOPPING, FAILED);
            case RUNNING -> EnumSet.of(STARTING, STOPPING, FAILED);
            case STOPPING -> EnumSet.of(PULLING, STARTING, STOPPED, FAILED);
            case STOPPED, FAILED -> EnumSet.of(QUEUED, STOPPING);
        };
    }

    boolean mayBecome(WorkspaceState state) {
        return state == this || next().contains(state);
    }

    /** Whether something of it may run. */
    public boolean isActive() {
        return this != STOPPED && this != FAILED;
    }

    /** Whether it is about to become something else by itself. */
    boolean isOnItsWay() {
        return isActive() && this != RUNNING;
    }
}
