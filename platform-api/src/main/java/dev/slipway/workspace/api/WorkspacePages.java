package dev.slipway.workspace.api;

import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.request.Cursor;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The list of workspaces as the API shows it: page by page, each read in one transaction and shown after that. */
@ApplicationScoped
class WorkspacePages {
    private final Database database;
    private final WorkspaceStore store;
    private final WorkspaceViews views;

    WorkspacePages(Database database, WorkspaceStore store, WorkspaceViews views) {
        this.database = database;
        this.store = store;
        this.views = views;
    }

    /** A page, newest first; {@code next} is where the following page begins. */
    record Page(List<WorkspaceView> items, Optional<Cursor> next) {}

    /**
     * A page for a caller.
     *
     * @param ownerId whose workspaces; empty: everyone's
     * @param limit how many there are at most
     * @param after where it begins; empty: with the newest
     */
    Page page(Optional<String> ownerId, int limit, Optional<Cursor> after, Caller caller) {
        record Read(WorkspaceViews.Rows rows, Optional<Cursor> next) {}
        Read read = database.transact(() -> {
            WorkspaceStore.Page page = store.list(ownerId, limit, after);
            return new Read(views.read(page.items()), page.next());
        });
        return new Page(views.show(read.rows(), caller), read.next());
    }
}
