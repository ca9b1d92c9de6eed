package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Database;
import dev.slipway.image.ImageUser;
import dev.slipway.image.VersionKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What workspaces need of images. */
@ApplicationScoped
class WorkspaceImages implements ImageUser {
    private final Database database;
    private final WorkspaceNeeds table;

    WorkspaceImages(Database database, WorkspaceNeeds table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public Set<String> begunWith() {
        return Set.copyOf(database.transact(table::images));
    }

    @Override
    public Map<VersionKey, Long> versions() {
        return database.transact(table::versions).stream()
                .collect(Collectors.toMap(
                        version -> new VersionKey(new ImageName(version.image()), new VersionName(version.version())),
                        WorkspaceNeeds.Version::workspaces));
    }
}
