package dev.slipway.engine;

import dev.slipway.database.Claim;
import dev.slipway.database.Guard;
import dev.slipway.database.SessionLocks;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ReadOnly;

/**
 * An engine that is changed by no process that may have lost to another what it works at: one that has not heard from its database
 * for so long that others have its locks by now, or a thread whose claim is another process's. Containers know no fencing token, so
 * that what is already asked of the engine goes on.
 */
final class Fenced {
    private Fenced() {}

    /** The same part of an engine, which refuses such changes as if it were away: another process does them, or this one a little later. */
    static <T> T part(Class<T> type, T part, SessionLocks locks) {
        return Guard.of(type, part, method -> {
            if (!method.isAnnotationPresent(ReadOnly.class)) {
                requireInTouch(locks);
            }
        });
    }

    private static void requireInTouch(SessionLocks locks) {
        if (!locks.isInTouch()) {
            throw new EngineException.Unavailable(
                    "the platform has not heard from its database for "
                            + locks.lease().toSeconds() + " s, and changes nothing meanwhile",
                    null);
        }
        if (Claim.current().filter(claim -> !locks.isSure(claim)).isPresent()) {
            throw new EngineException.Unavailable("another process of the platform does this by now", null);
        }
    }
}
