package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

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
    private final AuditTable table;
    private final Clock clock;

    AuditTrail(Database database, AuditTable table, Clock clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
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
        AuditRow entry = AuditRow.of(clock.instant(), by, action, subject, detail);
        database.within(() -> table.add(entry));
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
        AuditRow entry = AuditRow.of(clock.instant(), by, action, subject, detail);
        try {
            database.independently(() -> {
                table.add(entry);
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
        Instant now = clock.instant();
        database.patiently(() -> database.independently(() -> {
            table.add(AuditRow.of(now, by, action, subject, detail));
            return true;
        }));
    }

    /**
     * Adds that someone looks at what is another's. Nothing of it is shown before this has returned.
     *
     * @param action stable, such as {@code workspace.read-log}
     * @param subject what is looked at
     * @param detail the rest, in words
     */
    public void addLook(Person by, String action, String subject, String detail) {
        Instant now = clock.instant();
        database.independently(() -> {
            boolean isNew = table.count(subject, action, by.id(), now.minus(LOOK)) == 0;
            if (isNew) {
                table.add(AuditRow.of(now, by, action, subject, detail));
            }
            return isNew;
        });
    }
}
