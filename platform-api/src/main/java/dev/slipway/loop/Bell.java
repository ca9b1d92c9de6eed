package dev.slipway.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks a loop for a round now, instead of at the pause's end. It may be rung before the loop begins, by anyone and at any time: however
 * often it is rung during a round, one further round follows.
 */
public final class Bell {
    private final Semaphore rung = new Semaphore(0);

    public void ring() {
        rung.release();
    }

    /** Waits until it was rung since this returned last, or for so long. */
    void await(Duration longest) throws InterruptedException {
        rung.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
        rung.drainPermits();
    }
}
