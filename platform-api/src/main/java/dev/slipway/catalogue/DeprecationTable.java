package dev.slipway.catalogue;

import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of versions that nobody should begin with. */
@Repository
interface DeprecationTable {
    @Find
    Optional<DeprecationRow> of(KeyColumns key);

    @Find
    List<DeprecationRow> all();

    /** Adds one, in the place of the version's last. */
    @HQL("""
            insert into DeprecationRow (key.image, key.version, reason, byId, byName, at)
            values (:image, :version, :reason, :byId, :byName, :now)
            on conflict (key.image, key.version) do update set reason = excluded.reason,
              byId = excluded.byId, byName = excluded.byName, at = excluded.at
            """)
    int put(String image, String version, String reason, String byId, String byName, Instant now);

    @HQL("delete from DeprecationRow where key = :key")
    int remove(KeyColumns key);
}
