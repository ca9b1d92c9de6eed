package dev.slipway.eviction;

import dev.slipway.catalogue.ImageUser;
import dev.slipway.catalogue.KeyColumns;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.catalogue.VersionRemoved;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.operation.LastEnd;
import dev.slipway.operation.Operations;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps when versions were needed, and the rule of what may go. */
@ApplicationScoped
class EvictionStore {
    private final Database database;
    private final EvictionTable table;
    private final Operations operations;
    private final Instance<ImageUser> users;
    private final Clock clock;

    EvictionStore(
            Database database,
            EvictionTable table,
            Operations operations,
            @Any Instance<ImageUser> users,
            Clock clock) {
        this.database = database;
        this.table = table;
        this.operations = operations;
        this.users = users;
        this.clock = clock;
    }

    /** The versions that workspaces are of. */
    Set<VersionKey> needed() {
        return database.transact(() -> users.stream()
                .flatMap(user -> user.versions().keySet().stream())
                .collect(Collectors.toSet()));
    }

    /** Notes that the versions of {@link #needed} are needed now. */
    void noteUse() {
        database.transact(() -> {
            Instant now = clock.instant();
            needed().forEach(key -> table.use(key.image().value(), key.version().value(), now));
        });
    }

    /** When versions were last needed, or brought. */
    Map<VersionKey, Instant> used() {
        Map<VersionKey, Instant> used = new HashMap<>();
        database.transact(() -> {
            for (UseRow use : table.uses()) {
                used.put(use.key(), use.usedAt);
            }
            for (LastEnd end : operations.lastEnds()) {
                used.merge(
                        new VersionKey(end.image(), end.version()),
                        end.at(),
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        });
        return used;
    }

    void forget(@Observes VersionRemoved event) {
        database.within(() -> table.forgetUse(KeyColumns.of(event.key())));
    }

    Optional<EvictionRule> rule() {
        return database.transact(table::rule).map(RuleRow::rule);
    }

    /** Within the caller's transaction. */
    void set(EvictionRule rule, Person by) {
        database.transact(() -> table.set(
                rule.unusedFor().toSeconds(),
                rule.freeBelow().map(Bytes::value).orElse(null),
                by.id(),
                by.name(),
                clock.instant()));
    }

    /** Within the caller's transaction; false: there was no rule. */
    boolean clear() {
        return database.transact(table::clear) == 1;
    }
}
