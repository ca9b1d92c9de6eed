package dev.slipway.launch;

import dev.slipway.container.Teardown;
import dev.slipway.monitor.WorkspaceLog;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends a workspace's container, and lets others have what it had once a look has found that it is gone. */
@ApplicationScoped
public class ContainerEnd {
    private final WorkspaceStore store;
    private final EngineSlots slots;
    private final Teardown teardown;
    private final WorkspaceLog log;
    private final TmpDisks tmpDisks;

    ContainerEnd(WorkspaceStore store, EngineSlots slots, Teardown teardown, WorkspaceLog log, TmpDisks tmpDisks) {
        this.store = store;
        this.slots = slots;
        this.teardown = teardown;
        this.log = log;
        this.tmpDisks = tmpDisks;
    }

    /** Stops its program, keeps the end of its log unless the workspace is to be gone, and removes it. */
    public void tearDown(Workspace workspace) throws InterruptedException {
        EngineSlots.Slot slot = slots.take(workspace.owner().id());
        try (slot) {
            teardown.end(workspace.holder(), () -> {
                if (workspace.desired() != DesiredState.DELETED) {
                    log.save(workspace.id());
                }
            });
        }
    }

    /** Releases the network, the GPUs and whatever else a workspace held, once its container is known to be gone. */
    public void release(Workspace workspace) {
        tmpDisks.forget(workspace.id());
        store.drive(workspace.id(), () -> teardown.release(workspace.holder()));
    }
}
