package dev.slipway.workspace;

import dev.slipway.database.Database;
import dev.slipway.home.HomeUse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What workspaces do in homes. */
@ApplicationScoped
class WorkspaceHomes implements HomeUse {
    private final Database database;
    private final WorkspaceNeeds table;

    WorkspaceHomes(Database database, WorkspaceNeeds table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public List<String> ownersAtRest() {
        return database.transact(table::ownersAtRest);
    }
}
