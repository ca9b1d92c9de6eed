package dev.slipway.database;

import jakarta.data.repository.Repository;
import org.hibernate.annotations.processing.SQL;

/** PostgreSQL's locks on words, which end with their transactions. */
@Repository
interface AdvisoryLocks {
    /** Waits for the lock; 1, always. */
    @SQL("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, :kind))) as locked")
    int take(String key, long kind);
}
