package dev.slipway.stream;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Wakes those who wait for a change of something that has an id, such as a workspace. It only shortens their wait: a change by another process is seen
 * when the wait is over.
 */
@ApplicationScoped
public class ChangeSignal {
    /** Names no thing: who waits for it is woken by a change of whatever there is. */
    public static final String ANYTHING = "";

    /** Those that share a counter wake each other's watchers now and then, which does no harm. */
    private final Counter[] counters =
            IntStream.range(0, 256).mapToObj(i -> new Counter()).toArray(Counter[]::new);

    private final Counter anything = new Counter();

    private static final class Counter {
        private long changes;

        synchronized void raise() {
            changes++;
            notifyAll();
        }
    }

    /** Says that it has changed. */
    public void raise(String id) {
        counterOf(id).raise();
        anything.raise();
    }

    /** A number that grows with every change of it. */
    public long seen(String id) {
        Counter counter = counterOf(id);
        synchronized (counter) {
            return counter.changes;
        }
    }

    /** Returns when it has changed since {@link #seen} gave this number, or after the wait. */
    public void await(String id, long seen, Duration most) throws InterruptedException {
        Counter counter = counterOf(id);
        long end = System.nanoTime() + most.toNanos();
        synchronized (counter) {
            while (counter.changes <= seen) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return;
                }
                counter.wait(left);
            }
        }
    }

    private Counter counterOf(String id) {
        return id.equals(ANYTHING) ? anything : counters[Math.floorMod(id.hashCode(), counters.length)];
    }
}
