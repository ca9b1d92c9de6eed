package dev.slipway.loop;

import dev.slipway.database.SessionLocks;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;

/** Keeps this process in touch with its database, without which it has no locks. */
@ApplicationScoped
class Touch {
    private final SessionLocks locks;

    Touch(SessionLocks locks) {
        this.locks = locks;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(locks.betweenAsks(), "locks", Reach.PROCESS).fromNowOn(), this::keep);
    }

    private void keep() {
        try {
            locks.keep();
        } catch (SQLException e) {
            throw new IllegalStateException("the database keeps no locks", e);
        }
    }
}
