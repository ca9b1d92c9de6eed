package dev.slipway.workspace;

/** What a workspace's owner wants of it. */
public enum DesiredState {
    RUNNING,
    STOPPED,
    DELETED
}
