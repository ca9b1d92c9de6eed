package dev.slipway.audit;

import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Keeps what administrators did. An entry commits with the change that it tells of. */
@ApplicationScoped
public class AuditTrail {
    private final Database database;
    private final Clock clock;

    AuditTrail(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Adds an entry within the caller's transaction.
     *
     * @param action stable, such as {@code image.register}
     * @param subject what it was done to
     * @param detail the rest, in words
     */
    public void add(Caller by, String action, String subject, String detail) {
        database.run(sql -> sql.createUpdate("""
                        insert into audit (at, by_id, by_name, action, subject, detail)
                        values (:at, :id, :name, :action, :subject, :detail)
                        """)
                .bind("at", clock.instant())
                .bind("id", by.id())
                .bind("name", by.username())
                .bind("action", action)
                .bind("subject", subject)
                .bind("detail", detail)
                .execute());
    }
}
