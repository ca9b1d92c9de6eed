package dev.slipway.loop;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing again and again, on a thread of its own that ends with the process and not before: a fault, even an
 * {@link Error}, is logged and counted, and the round is tried again, later and later while the fault lasts. It tells how it is,
 * so that a loop that hangs is seen.
 */
final class Loop {
    private static final Logger LOG = Logger.getLogger(Loop.class);

    /** The first pause after a fault, which doubles with each more. */
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);

    /** The longest pause between tries, so that a loop that has a round every hour does not wait for an hour after a fault. */
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);

    /** The longest pause of a process that stands by, which therefore takes over this soon. */
    private static final Duration LONGEST_STANDBY = Duration.ofSeconds(10);

    private static final long NEVER = Long.MIN_VALUE;

    private final Schedule schedule;
    private final Round round;
    private final Lead lead;
    private final LongSupplier nanos;
    private final Watcher watcher;
    private final Bell bell;
    private volatile @Nullable Thread thread;
    private volatile boolean isStopping;
    private volatile boolean isStandingBy;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long began = NEVER;
    private volatile long done = NEVER;

    /** Is told of each round's end. */
    @FunctionalInterface
    interface Watcher {
        /**
         * A round ended.
         *
         * @param took nanoseconds
         * @param isDone false: by a fault
         */
        void ended(long took, boolean isDone);
    }

    /**
     * Does nothing until {@link #start}.
     *
     * @param nanos the clock, as {@link System#nanoTime}
     */
    Loop(Schedule schedule, Round round, Bell bell, Lead lead, LongSupplier nanos, Watcher watcher) {
        this.schedule = schedule;
        this.round = round;
        this.bell = bell;
        this.lead = lead;
        this.nanos = nanos;
        this.watcher = watcher;
    }

    void start() {
        thread = Thread.ofVirtual().name(name()).start(this::run);
    }

    /** Ends the loop, and interrupts the round under way. */
    void stop() {
        isStopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Whether it has ended, after waiting for that for so long. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        Thread running = thread;
        return running == null || running.join(patience);
    }

    String name() {
        return schedule.name();
    }

    /** How many rounds in a row have failed; 0: the last round succeeded. */
    int failures() {
        return failures.get();
    }

    /** Whether another process does it. */
    boolean isStandingBy() {
        return isStandingBy;
    }

    /** The time since the last round succeeded, or was left to another process; null: no round has ended yet. */
    @Nullable
    Duration sinceDone() {
        return since(done);
    }

    /** How long it has been at the round under way; null: at none. */
    @Nullable
    Duration inRound() {
        return since(began);
    }

    /** Whether it goes on, be it from fault to fault. */
    boolean lives() {
        Thread running = thread;
        Duration at = inRound();
        return running != null && running.isAlive() && (at == null || at.compareTo(schedule.longestRound()) <= 0);
    }

    private @Nullable Duration since(long then) {
        return then == NEVER ? null : Duration.ofNanos(nanos.getAsLong() - then);
    }

    private void run() {
        boolean isFirst = true;
        try {
            while (!isStopping) {
                try {
                    bell.await(isFirst ? shorter(schedule.first(), pause()) : pause());
                    isFirst = false;
                    once();
                } catch (InterruptedException e) {
                    if (!isStopping) {
                        failed(e); // a stray interrupt of the round; it was not meant to end the loop
                    }
                } catch (RuntimeException | Error e) {
                    failed(e);
                }
            }
        } finally {
            lead.leave();
        }
    }

    /** Does a round, where it is this process's to do. */
    private void once() throws InterruptedException {
        long start = nanos.getAsLong();
        boolean isDone = false;
        began = start;
        try {
            isStandingBy = !lead.take();
            if (isStandingBy) {
                return;
            }
            lead.run(round);
            isDone = true;
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not tell whose it is", e);
        } finally {
            long end = nanos.getAsLong();
            began = NEVER;
            if (isDone || isStandingBy) {
                failures.set(0);
                done = end;
            }
            if (!isStandingBy && !isStopping) {
                watcher.ended(end - start, isDone);
            }
        }
    }

    private void failed(Throwable fault) {
        if (isStopping) {
            return; // the stop itself has cut the round short
        }
        int times = failures.incrementAndGet();
        if (fault instanceof Error || fault instanceof NullPointerException) {
            LOG.errorf(fault, "loop failed loop=%s failures=%d", name(), times);
        } else {
            LOG.warnf("loop put off loop=%s failures=%d cause=%s", name(), times, fault.toString());
        }
    }

    private Duration pause() {
        Duration usual = schedule.pause().get();
        if (isStandingBy) {
            return shorter(usual, LONGEST_STANDBY);
        }
        int times = failures.get();
        if (times == 0) {
            return usual;
        }
        return new Backoff(FIRST_RETRY, shorter(longer(usual, FIRST_RETRY.multipliedBy(4)), LAST_RETRY)).after(times);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
