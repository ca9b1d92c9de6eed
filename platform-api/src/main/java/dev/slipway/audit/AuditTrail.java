package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps what administrators did, and what Slipway did by itself. An entry is added in the transaction of the act that it
 * records, so that both are committed or neither is. An act that a rollback cannot undo, such as an image's removal from the
 * engine, is done only after a check that an entry can be written; its entry follows as soon as it is done.
 */
@ApplicationScoped
public class AuditTrail {
    /** A client that follows a log requests it again and again. All its requests within this time make one entry. */
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

    /** Rolls back the trial entry of {@link #requireRoom}. */
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Makes sure that an entry can be written now: writes it and rolls it back.
     *
     * @throws RuntimeException if it cannot; the caller must then not act
     */
    public void requireRoom(Person by, String action, String subject, String detail) {
        AuditRow entry = AuditRow.of(clock.instant(), by, action, subject, detail);
        try {
            database.independently(() -> {
                table.add(entry);
                throw new TakenBack();
            });
        } catch (TakenBack e) {
            // The rollback is intended.
        }
    }

    /**
     * Adds an entry for an act that is done and cannot be undone. While the database is away, waits until it is back.
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
     * Adds an entry that someone looks at what belongs to another person. The caller shows nothing of it before this has
     * returned.
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
