package dev.slipway.engine;

import dev.slipway.database.Claim;
import dev.slipway.database.Guard;
import dev.slipway.database.SessionLocks;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ReadOnly;

/**
 * Guards the engine against changes by a process that may have lost its work to another: by a process that has not heard from
 * its database for so long that others may have its locks, or by a thread whose claim another process has taken. The engine
 * knows no fencing token, so that a request already sent to it goes on.
 */
final class Fenced {
    private Fenced() {}

    /**
     * The same part of an engine, which refuses such changes as if the engine were away. Another process makes them, or this
     * one does later.
     */
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
