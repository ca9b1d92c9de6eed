package dev.slipway.reconcile;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Containers of this installation's workspaces of which no row knows. One or a few are what somebody's mistake or a death between two
 * steps left, and are removed. Many are people's work beside a database that is not what it was, an empty one or an old copy: they are shown
 * to administrators and left alone, until the right database is back or they are removed at the engine.
 */
@ApplicationScoped
public class Orphans {
    private static final Logger LOG = Logger.getLogger(Orphans.class);
    private static final int A_FEW = 3;

    private final WorkspaceStore store;
    private final Containers containers;
    private int told;

    Orphans(WorkspaceStore store, Containers containers) {
        this.store = store;
        this.containers = containers;
    }

    /** The ids of workspaces whose containers exist now without a row. */
    public List<WorkspaceId> now() {
        return among(containers.list());
    }

    /**
     * The containers among the given ones that have no row. The caller lists the containers first, so that a workspace admitted since is
     * not taken for an orphan.
     */
    private List<WorkspaceId> among(List<Container> containers) {
        Set<WorkspaceId> withoutRow = WorkspaceId.among(containers.stream().map(Container::id));
        store.existing(withoutRow).forEach(withoutRow::remove);
        return withoutRow.stream()
                .sorted(Comparator.comparing(WorkspaceId::value))
                .toList();
    }

    /** Removes the orphans among the given containers, unless there are many. */
    void removeAFew(List<Container> found) {
        List<WorkspaceId> orphans = among(found);
        boolean areMany = orphans.size() > A_FEW;
        if (areMany && told != orphans.size()) {
            LOG.warnf(
                    "containers of workspaces that the database does not know are left alone; is it the right one? "
                            + "containers=%s",
                    orphans);
        }
        told = areMany ? orphans.size() : 0;
        if (!areMany) {
            orphans.forEach(id -> {
                LOG.infof("removing what belongs to no workspace id=%s", id);
                containers.remove(id.resource());
            });
        }
    }
}
