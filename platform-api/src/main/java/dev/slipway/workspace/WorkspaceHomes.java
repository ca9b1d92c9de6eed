package dev.slipway.workspace;

import dev.slipway.database.Database;
import dev.slipway.home.HomeUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** What workspaces do in homes. */
@ApplicationScoped
class WorkspaceHomes implements HomeUse {

    private final Database database;
    private final WorkspaceTable table;

    WorkspaceHomes(Database database, WorkspaceTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public List<String> ownersAtRest() {
        return database.transact(() -> {
            Set<String> active = Set.copyOf(table.ownersIn(WorkspaceState.ACTIVE));
            return table.owners().stream()
                    .filter(owner -> !active.contains(owner))
                    .toList();
        });
    }
}
