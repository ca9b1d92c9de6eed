package dev.slipway.workspace;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Wakes those who wait for a change of some workspace. It only shortens their wait: a change by another process is seen
 * when the wait is over.
 */
@ApplicationScoped
public class ChangeSignal {
    private long changes;

    synchronized void raise() {
        changes++;
        notifyAll();
    }

    public synchronized long seen() {
        return changes;
    }

    /** Returns when more than the seen changes have happened, or after the wait. */
    synchronized void await(long seen, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (changes <= seen) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
