package dev.slipway.audit;

import jakarta.data.Limit;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of the audit trail. */
@Repository
interface AuditTable {
    @Insert
    void add(AuditRow row);

    /** How many entries there are of one person's action on one subject since a time. */
    @HQL("""
            select count(*) from AuditRow
            where subject = :subject and action = :action and by.id = :byId and at > :since
            """)
    long count(String subject, String action, String byId, Instant since);

    /** The entries before a given one, newest first. */
    @HQL("where id < :id order by id desc")
    List<AuditRow> before(long id, Limit limit);
}
