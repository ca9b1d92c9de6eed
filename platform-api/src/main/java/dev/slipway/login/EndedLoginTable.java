package dev.slipway.login;

import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of logins that ended before their tokens do. */
@Repository
interface EndedLoginTable {
    /** Adds one; one that ended before ends for the tokens that were issued since, too. */
    @HQL("""
            insert into EndedLoginRow (id, issuedUntil, endedAt) values (:id, :until, :now)
            on conflict (id) do update
            set issuedUntil = greatest(issuedUntil, excluded.issuedUntil), endedAt = excluded.endedAt
            """)
    int end(String id, Instant until, Instant now);

    @HQL("select issuedUntil from EndedLoginRow where id = :id")
    Optional<Instant> issuedUntil(String id);

    @HQL("delete from EndedLoginRow where endedAt < :before")
    int forget(Instant before);
}
