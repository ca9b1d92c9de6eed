package dev.slipway.workspace;

import dev.slipway.capacity.Capacity;
import dev.slipway.capacity.CapacityLeases;
import dev.slipway.database.Database;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.identity.Party;
import dev.slipway.queue.Queue;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** Workspaces as holders: those that are admitted wait in the queue for what they hold while they run. */
@ApplicationScoped
public class WorkspaceHolders {
    private final Holders holders;
    private final Queue queue;
    private final CapacityLeases capacities;

    WorkspaceHolders(Holders holders, Queue queue, CapacityLeases capacities) {
        this.holders = holders;
        this.queue = queue;
        this.capacities = capacities;
    }

    /**
     * Admits one, within the caller's transaction.
     *
     * @param groups that its owner is in now
     * @param isReady whether its image is here
     */
    void admit(Workspace workspace, Set<String> groups, boolean isReady) {
        Database.requireWithin();
        holders.admit(workspace.holder(), Party.of(workspace.owner()), groups);
        await(workspace, isReady);
    }

    /** Puts the workspace into the queue, unless it waits there already. It is served only once its image is here. */
    public void await(Workspace workspace, boolean isReady) {
        queue.join(
                workspace.holder(),
                Capacity.of(
                        workspace.spec().limits().cpus(),
                        workspace.spec().limits().memory()),
                isReady);
    }

    /**
     * Follows a change of what is wanted: a workspace that is to run joins the queue, unless it still has all that it needs; one that is
     * not to run any more leaves the queue.
     */
    void follow(Workspace before, Workspace after) {
        boolean wasWanted = before.desired() == DesiredState.RUNNING;
        boolean isWanted = after.desired() == DesiredState.RUNNING;
        if (wasWanted && !isWanted) {
            queue.leave(after.holder());
        } else if (!wasWanted && isWanted && !hasAll(after)) {
            await(after, false);
        }
    }

    /** Whether it has all that it needs before it is launched. */
    public boolean hasAll(Workspace workspace) {
        return capacities.has(workspace.holder());
    }

    /** Takes a workspace that is gone for good out of the queue and the holders; what it has used stays counted. */
    void forget(WorkspaceId id) {
        queue.leave(id.holder());
        holders.forget(id.holder());
    }

    /** The ids of holders, of whatever kind, that hold something, or may. */
    Set<String> open() {
        return holders.open().stream().map(Holder::id).collect(Collectors.toSet());
    }

    /** The ids of those that could begin, and wait for what others have. */
    Set<String> waiting() {
        return queue.ready();
    }
}
