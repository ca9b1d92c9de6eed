package dev.slipway.loop;

import dev.slipway.database.SessionLocks;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;

/** Keeps this process in touch with its database, without which it has no locks, and with its clock. */
@ApplicationScoped
class Touch {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final SessionLocks locks;
    private final PassedTime time;

    Touch(SessionLocks locks, PassedTime time) {
        this.locks = locks;
        this.time = time;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(locks.betweenAsks(), "locks", Reach.PROCESS).fromNowOn(), this::keep);
        loops.begin(Schedule.every(BETWEEN_LOOKS, "clock", Reach.PROCESS), time::look);
    }

    private void keep() {
        try {
            locks.keep();
        } catch (SQLException e) {
            throw new IllegalStateException("the database keeps no locks", e);
        }
    }
}
