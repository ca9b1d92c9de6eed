package dev.slipway.loop;

import dev.slipway.database.Claim;
import dev.slipway.database.SessionLocks;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Leads by a lock in the database: the first process that takes it leads until that process ends or loses its touch with the database. */
final class LockedLead implements Lead {
    private final SessionLocks locks;
    private final String key;
    private @Nullable Claim claim;

    /** Begins without the lock; {@link #take} takes it. */
    LockedLead(SessionLocks locks, String key) {
        this.locks = locks;
        this.key = key;
    }

    @Override
    public boolean take() throws SQLException {
        Claim known = claim;
        if (known != null && !locks.isSure(known)) {
            locks.keep(); // throws where the database is away
            claim = locks.isSure(known) ? known : null;
        }
        if (claim == null) {
            claim = locks.take(key).orElse(null);
        }
        return claim != null;
    }

    @Override
    public void run(Round round) throws InterruptedException {
        Claim known = claim;
        if (known != null) {
            known.<Boolean, InterruptedException>within(() -> {
                round.run();
                return true;
            });
        }
    }

    @Override
    public void leave() {
        Claim known = claim;
        claim = null;
        if (known != null) {
            locks.give(known);
        }
    }
}
