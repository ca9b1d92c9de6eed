package dev.slipway.imagebuild;

import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import jakarta.data.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Keeps what builds were asked for. */
@ApplicationScoped
class BuildStore {
    private final Database database;
    private final BuildTable table;
    private final Clock clock;

    BuildStore(Database database, BuildTable table, Clock clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
    }

    /** Adds one within the caller's transaction; false: its operation has one. */
    boolean add(Build build) {
        return database.transact(() -> {
            boolean isNew = table.of(build.operation()).isEmpty();
            if (isNew) {
                table.add(BuildRow.of(build, clock.instant()));
            }
            return isNew;
        });
    }

    Optional<Build> find(String operation) {
        return database.transact(() -> table.of(operation)).map(BuildRow::build);
    }

    /** The builds among the given operations. */
    List<Build> of(List<String> operations) {
        return database.transact(() -> table.of(operations)).stream()
                .map(BuildRow::build)
                .toList();
    }

    /** The latest build of a version. */
    Optional<Build> of(VersionKey key) {
        return database.transact(() -> table.of(key, Limit.of(1))).stream()
                .findFirst()
                .map(BuildRow::build);
    }

    /** The ids of the operations of all builds that are stored. */
    List<String> operations() {
        return database.transact(table::operations);
    }

    /** Removes a build that has failed or was cancelled; its operation says why. */
    void remove(String operation) {
        database.transact(() -> table.remove(operation));
    }

    /** Removes all builds of a version that was taken out of the catalogue. */
    void remove(VersionKey key) {
        database.transact(() -> table.remove(key));
    }
}
