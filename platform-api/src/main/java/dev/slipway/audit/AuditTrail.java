package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Keeps what administrators did, and what Slipway did by itself. An entry is added in the transaction of the act that it tells
 * of: without its entry nothing is done, and what is not done has none. What the database cannot take back, such as an image's
 * removal from the engine, is done where an entry could be kept, and has its entry at once.
 */
@ApplicationScoped
public class AuditTrail {
    /** Who follows a log asks for it again and again: within this time that is one look. */
    private static final Duration LOOK = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;

    AuditTrail(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** An entry: who did what to what; the rest in words. */
    private record Entry(Person by, String action, String subject, String detail) {
        Update into(Handle sql, Instant now, String condition) {
            return sql.createUpdate("""
                            insert into audit (at, by_id, by_name, action, subject, detail)
                            select :at, :id, :name, :action, :subject, :detail
                            """ + condition)
                    .bind("at", now)
                    .bind("id", by.id())
                    .bind("name", by.name())
                    .bind("action", action)
                    .bind("subject", subject)
                    .bind("detail", detail);
        }
    }

    /**
     * Adds an entry within the caller's transaction.
     *
     * @param action stable, such as {@code image.register}
     * @param subject what it was done to
     * @param detail the rest, in words
     * @throws IllegalStateException where the caller is in no transaction
     */
    public void add(Person by, String action, String subject, String detail) {
        Entry entry = new Entry(by, action, subject, detail);
        database.runWithin(sql -> entry.into(sql, clock.instant(), "").execute());
    }

    /** Goes back to before an entry. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Makes sure that an entry can be kept now.
     *
     * @throws RuntimeException where it cannot, and nothing is to be done
     */
    public void requireRoom(Person by, String action, String subject, String detail) {
        Entry entry = new Entry(by, action, subject, detail);
        try {
            database.independently(sql -> {
                entry.into(sql, clock.instant(), "").execute();
                throw new TakenBack();
            });
        } catch (TakenBack e) {
            // as it was meant
        }
    }

    /**
     * Adds an entry of what is done and cannot be taken back, as soon as the database lets it.
     *
     * @throws IllegalStateException where the caller is in a transaction
     */
    public void addDone(Person by, String action, String subject, String detail) {
        Entry entry = new Entry(by, action, subject, detail);
        Instant now = clock.instant();
        database.patiently(
                () -> database.independently(sql -> entry.into(sql, now, "").execute()));
    }

    /**
     * Adds that someone looks at what is another's. Nothing of it is shown before this has returned.
     *
     * @param action stable, such as {@code workspace.read-log}
     * @param subject what is looked at
     * @param detail the rest, in words
     */
    public void addLook(Person by, String action, String subject, String detail) {
        Entry entry = new Entry(by, action, subject, detail);
        Instant now = clock.instant();
        database.independently(
                sql -> entry.into(sql, now, """
                        where not exists (select from audit
                          where subject = :subject and action = :action and by_id = :id and at > :since)
                        """).bind("since", now.minus(LOOK)).execute());
    }
}
