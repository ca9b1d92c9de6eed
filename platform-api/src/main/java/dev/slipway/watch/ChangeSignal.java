package dev.slipway.watch;

import dev.slipway.loop.Bell;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Wakes those who wait for a change of something that has an id, such as a workspace, whichever process makes it. It only shortens
 * their wait: while the database is away, changes by other processes are seen when the wait is over.
 */
@ApplicationScoped
public class ChangeSignal {
    /** An id of no thing: whoever waits for it is woken by every change of anything. */
    public static final String ANYTHING = "";

    /** What a process says that could not be heard for a while: who listens to it has to look at everything. */
    static final String ALL = "all";

    /** Those that share a counter wake each other's watchers now and then, which does no harm. */
    private final Counter[] counters =
            IntStream.range(0, 256).mapToObj(i -> new Counter()).toArray(Counter[]::new);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE_OF_THE_DEAF = Duration.ofSeconds(1);

    private final Counter anything = new Counter();

    /** What other processes are still to be told of. */
    private final Set<String> untold = ConcurrentHashMap.newKeySet();

    private final Bell bell = new Bell();
    private volatile boolean hears;

    private static final class Counter {
        private long changes;

        synchronized void raise() {
            changes++;
            notifyAll();
        }
    }

    /** Reports that the thing of this id has changed. */
    public void raise(String id) {
        hear(id);
        if (hears) { // without a connection, nothing can be told to other processes
            untold.add(id);
            bell.ring();
        }
    }

    /** Wakes those who wait for a change of the thing of this id, which another process has changed. */
    void hear(String id) {
        if (id.equals(ALL)) {
            raiseAll();
            return;
        }
        counterOf(id).raise();
        anything.raise();
    }

    /** Takes what other processes are still to be told of. */
    Set<String> untold() {
        Set<String> taken = Set.copyOf(untold);
        untold.removeAll(taken);
        return taken;
    }

    void tellAgain(Collection<String> ids) {
        untold.addAll(ids);
    }

    /** The bell that is rung when there is something to tell other processes. */
    Bell bell() {
        return bell;
    }

    /**
     * Changes by other processes are heard from now on, and theirs hear of the changes made here. Everything counts as changed, since
     * changes may have been missed before.
     */
    void connected() {
        hears = true;
        raise(ALL);
    }

    /** Changes by other processes are not heard any more, until {@link #connected}. */
    void disconnected() {
        hears = false;
        untold.clear();
        raiseAll();
    }

    private void raiseAll() {
        for (Counter counter : counters) {
            counter.raise();
        }
        anything.raise();
    }

    /** How long one may wait without looking for oneself. */
    public Duration patience() {
        return hears ? PATIENCE : PATIENCE_OF_THE_DEAF;
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
