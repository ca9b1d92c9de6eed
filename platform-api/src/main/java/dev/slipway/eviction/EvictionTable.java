package dev.slipway.eviction;

import dev.slipway.catalogue.KeyColumns;
import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/** The tables of when versions were needed and of what may go. */
@Repository
interface EvictionTable {
    @HQL("""
            insert into UseRow (key.image, key.version, usedAt) values (:image, :version, :now)
            on conflict (key.image, key.version) do update set usedAt = excluded.usedAt
            """)
    int use(String image, String version, Instant now);

    @Find
    List<UseRow> uses();

    @HQL("delete from UseRow where key = :key")
    int forgetUse(KeyColumns key);

    @HQL("from RuleRow")
    Optional<RuleRow> rule();

    @HQL("""
            insert into RuleRow (id, unusedForSeconds, freeBelowBytes, byId, byName, at)
            values (true, :unusedFor, :freeBelow, :byId, :byName, :now)
            on conflict (id) do update set unusedForSeconds = excluded.unusedForSeconds,
              freeBelowBytes = excluded.freeBelowBytes, byId = excluded.byId, byName = excluded.byName, at = excluded.at
            """)
    int set(long unusedFor, @Nullable Long freeBelow, String byId, String byName, Instant now);

    @HQL("delete from RuleRow")
    int clear();
}
