package dev.slipway.launch;

import dev.slipway.database.Database;
import dev.slipway.engine.EngineConfig;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.disk.LoopDisks;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The {@code /tmp} of workspaces whose launch asks for one of a size of its own: a disk that is made for one container and goes with
 * it. Where this host mounts no such disks, the workspace has its {@code /tmp} in memory as all others do, and is told.
 */
@ApplicationScoped
class TmpDisks {
    private static final Logger LOG = Logger.getLogger(TmpDisks.class);
    private static final String TMP = "/tmp";

    private final LoopDisks disks;
    private final WorkspaceStore store;

    TmpDisks(EngineConfig config, WorkspaceStore store) {
        this.disks = new LoopDisks(config.home().resolve("tmp-disks"));
        this.store = store;
    }

    /**
     * Removes the disks that a platform left that was killed in the middle of a launch. The disk of a workspace that is still to be
     * launched stays: its launch replaces it.
     */
    void clear(@Observes StartupEvent event) {
        Thread.ofVirtual().name("tmp-disks").start(() -> {
            for (String name : disks.names()) {
                boolean isAwaited = WorkspaceId.isValid(name)
                        && store.find(new WorkspaceId(name))
                                .filter(Workspace::isOnItsWay)
                                .isPresent();
                if (!isAwaited) {
                    remove(name);
                }
            }
        });
    }

    /**
     * Makes a workspace's disk, where it wants one.
     *
     * @return what its container is to be shown; empty: it has its {@code /tmp} in memory
     * @throws dev.slipway.runtime.disk.DiskException when the host has no room for it
     */
    Optional<HostFile> make(Workspace workspace) throws InterruptedException {
        Database.requireOutside("a disk");
        if (workspace.spec().limits().tmp().isEmpty()) {
            return Optional.empty();
        }
        String name = workspace.id().value();
        try {
            String mounted =
                    disks.make(name, workspace.spec().limits().tmp().get()).toString();
            return Optional.of(new HostFile(mounted, TMP, true));
        } catch (IOException e) {
            LOG.warnf("no disk for /tmp workspace=%s cause=%s", name, e.getMessage());
            store.applyUnlessSuperseded(workspace, new Transition.TmpMissed());
            return Optional.empty();
        }
    }

    /** Forgets a workspace's disk once its container has it mounted, or once the container is gone. */
    void forget(WorkspaceId id) {
        remove(id.value());
    }

    private void remove(String name) {
        Database.requireOutside("a disk");
        try {
            disks.remove(name);
        } catch (IOException e) {
            LOG.warnf("disk for /tmp not removed workspace=%s cause=%s", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
