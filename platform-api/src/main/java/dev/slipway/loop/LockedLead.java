package dev.slipway.loop;

import dev.slipway.database.SessionLocks;
import java.sql.SQLException;

/** Of one process, from when it first could be, until that process ends or loses its connection to the database. */
final class LockedLead implements Lead {
    private final SessionLocks locks;
    private final String key;
    private boolean isOurs;

    /** Not this process's yet. */
    LockedLead(SessionLocks locks, String key) {
        this.locks = locks;
        this.key = key;
    }

    @Override
    public boolean take() throws SQLException {
        isOurs = (isOurs && locks.holds(key)) || locks.tryLock(key);
        return isOurs;
    }

    @Override
    public void leave() {
        if (isOurs) {
            locks.unlock(key);
            isOurs = false;
        }
    }
}
