package dev.slipway.database;

import jakarta.data.repository.Repository;
import org.hibernate.annotations.processing.SQL;

/** PostgreSQL's locks on words, held until the caller's transaction ends. */
@Repository
public interface AdvisoryLocks {
    /**
     * Makes everyone who asks for the same lock pass one by one.
     *
     * @param kind tells apart what has the same key
     * @return 1, always
     */
    @SQL("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, :kind))) as locked")
    int take(String key, long kind);
}
