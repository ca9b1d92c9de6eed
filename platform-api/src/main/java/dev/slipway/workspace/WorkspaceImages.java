package dev.slipway.workspace;

import dev.slipway.catalogue.ImageUser;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.runtime.image.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What workspaces need of images. */
@ApplicationScoped
class WorkspaceImages implements ImageUser {
    private final Database database;
    private final WorkspaceTable table;

    WorkspaceImages(Database database, WorkspaceTable table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public Set<String> begunWith() {
        return database.transact(table::images).stream()
                .map(ImageReference::value)
                .collect(Collectors.toSet());
    }

    @Override
    public Map<VersionKey, Long> versions() {
        return database.transact(() -> table.ofVersions(DesiredState.DELETED)).stream()
                .collect(Collectors.toMap(
                        version -> new VersionKey(version.image(), version.version()),
                        WorkspaceTable.OfVersion::workspaces));
    }
}
