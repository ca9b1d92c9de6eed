package dev.slipway.image;

import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.runtime.engine.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps when versions were needed, and the rule of what may go. */
@ApplicationScoped
class EvictionStore {
    private final Database database;
    private final Clock clock;

    EvictionStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The versions that workspaces are of. */
    Set<VersionKey> needed() {
        return database.call(
                sql -> sql.createQuery("select distinct image, version from workspace where desired <> 'DELETED'")
                        .map((row, context) -> ImageStore.key(row))
                        .set());
    }

    /** Notes that those are needed now. */
    void noteUse() {
        database.call(sql -> sql.createUpdate("""
                        insert into image_use (image, version, used_at)
                        select distinct image, version, cast(:now as timestamptz) from workspace
                        where desired <> 'DELETED'
                        on conflict (image, version) do update set used_at = excluded.used_at
                        """).bind("now", clock.instant()).execute());
    }

    /** When versions were last needed. */
    Map<VersionKey, Instant> used() {
        return database.call(sql -> sql.createQuery("""
                        select image, version, max(at) as at from (
                          select image, version, used_at as at from image_use
                          union all
                          select image, version, finished_at from operation where finished_at is not null
                        ) uses group by image, version
                        """).reduceResultSet(new HashMap<>(), (all, row, context) -> {
            all.put(ImageStore.key(row), row.getTimestamp("at").toInstant());
            return all;
        }));
    }

    Optional<EvictionRule> rule() {
        return database.call(sql -> sql.createQuery("select * from image_eviction")
                .map((row, context) -> new EvictionRule(
                        Duration.ofSeconds(row.getLong("unused_for_seconds")),
                        Optional.ofNullable((Long) row.getObject("free_below_bytes"))
                                .map(Bytes::new)))
                .findOne());
    }

    /** Within the caller's transaction. */
    void set(EvictionRule rule, Person by) {
        database.run(sql -> sql.createUpdate("""
                        insert into image_eviction (unused_for_seconds, free_below_bytes, by_id, by_name, at)
                        values (:unused, :below, :byId, :byName, :at)
                        on conflict (id) do update set unused_for_seconds = excluded.unused_for_seconds,
                          free_below_bytes = excluded.free_below_bytes, by_id = excluded.by_id,
                          by_name = excluded.by_name, at = excluded.at
                        """)
                .bind("unused", rule.unusedFor().toSeconds())
                .bind("below", rule.freeBelow().map(Bytes::value).orElse(null))
                .bind("byId", by.id())
                .bind("byName", by.name())
                .bind("at", clock.instant())
                .execute());
    }

    /** Within the caller's transaction; false: there was no rule. */
    boolean clear() {
        return database.call(
                sql -> sql.createUpdate("delete from image_eviction").execute() == 1);
    }
}
