package dev.slipway.workspace;

/**
 * What is wanted of a workspace.
 *
 * @param generation grows with every start and restart
 * @param revision of the row that says so: of two wishes the one with the higher is the later
 */
public record Wish(WorkspaceId id, DesiredState desired, int generation, long revision) {
    public static Wish of(Workspace workspace) {
        return new Wish(workspace.id(), workspace.desired(), workspace.status().generation(), workspace.revision());
    }

    /** Whether this came after the other and wants something else. */
    public boolean supersedes(Wish other) {
        return revision > other.revision && (desired != other.desired || generation != other.generation);
    }
}
