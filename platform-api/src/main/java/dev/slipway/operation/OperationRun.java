package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.database.SessionLocks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One operation in the hands of this process, from the moment that it has the operation's lock: attempts until one gets to an
 * end or trying again would not help. The database may be away meanwhile; what is to be kept waits for it. Only who cancels
 * the operation, or another process that has its lock, stops it; its work has always ended before this has.
 */
final class OperationRun {
    private static final Logger LOG = Logger.getLogger(OperationRun.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final Operation operation;
    private final OperationWork work;
    private final OperationStore store;
    private final Journal journal;
    private final SessionLocks locks;
    private final Database database;
    private boolean away;

    OperationRun(
            Operation operation,
            OperationWork work,
            OperationStore store,
            Journal journal,
            SessionLocks locks,
            Database database) {
        this.operation = operation;
        this.work = work;
        this.store = store;
        this.journal = journal;
        this.locks = locks;
        this.database = database;
    }

    /** How an attempt, or the whole, came out. */
    sealed interface Outcome permits Ended, Broken, Lost {}

    /** For good. */
    record Ended(Operation.State state, Operation.@Nullable Failure reason) implements Outcome {
        private static final Ended CANCELLED = new Ended(Operation.State.CANCELLED, null);
        private static final Ended SUCCEEDED = new Ended(Operation.State.SUCCEEDED, null);
    }

    /** It may succeed another time. */
    record Broken(Throwable fault) implements Outcome {}

    /** Another process has it. */
    record Lost() implements Outcome {}

    /** Returns when the operation has ended and that is kept; empty: another process has it. */
    Optional<Ended> run() throws InterruptedException {
        Duration pause = FIRST_RETRY;
        Optional<Outcome> stopped = look();
        while (true) {
            switch (stopped.isPresent() ? stopped.get() : attempt()) {
                case Ended ended -> {
                    return keep(ended) ? Optional.of(ended) : Optional.empty();
                }
                case Lost lost -> {
                    return Optional.empty();
                }
                case Broken(Throwable fault) -> {
                    LOG.warnf(
                            "operation tried again operation=%s in=%s cause=%s",
                            operation.id(), pause, fault.getMessage());
                    journal.waitFor(String.valueOf(fault.getMessage()));
                    stopped = pause(pause);
                    pause = pause.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
                }
            }
        }
    }

    /** Does the work in a thread of its own, and stops it when it is to be stopped; returns when that thread has ended. */
    private Outcome attempt() throws InterruptedException {
        var done = new CompletableFuture<Outcome>();
        Thread thread = Thread.ofVirtual().name("work-" + operation.id()).start(() -> done.complete(work()));
        Optional<Outcome> stopped = Optional.empty();
        try {
            while (stopped.isEmpty() && !thread.join(LOOK)) {
                stopped = look();
            }
        } finally {
            end(thread);
        }
        Outcome outcome = done.getNow(new Broken(new IllegalStateException("its thread ended without a word")));
        // What was done before it could be cancelled is done.
        return stopped.filter(stop -> stop instanceof Lost || !outcome.equals(Ended.SUCCEEDED))
                .orElse(outcome);
    }

    private Outcome work() {
        try {
            database.patiently(() -> {
                work.run(operation, journal);
                return true;
            });
            return Ended.SUCCEEDED;
        } catch (OperationFailedException e) {
            return new Ended(Operation.State.FAILED, e.reason());
        } catch (InterruptedException e) {
            // Of account only where nobody here wanted that.
            return new Broken(new IllegalStateException("interrupted in the middle", e));
        } catch (RuntimeException | Error e) {
            return new Broken(e);
        }
    }

    /** Returns when the thread has ended, however long that takes: two are never at the work. */
    private void end(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            thread.interrupt();
            try {
                if (!thread.join(LONGEST_END)) {
                    LOG.warnf("operation's work does not end operation=%s", operation.id());
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what there is to keep, and says whether the work is to be stopped; a database that is away stops nothing. */
    private Optional<Outcome> look() {
        try {
            if (!locks.holds(operation.id())) {
                return Optional.of(new Lost());
            }
            boolean cancel = journal.keep();
            away = false;
            return cancel ? Optional.of(Ended.CANCELLED) : Optional.empty();
        } catch (SQLException | RuntimeException e) {
            tellThatItIsAway(e);
            return Optional.empty();
        }
    }

    private Optional<Outcome> pause(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        Optional<Outcome> stopped = look();
        while (stopped.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(LOOK);
            stopped = look();
        }
        return stopped;
    }

    /** Returns when the end is kept, as often as that has to be tried; false: another process has the operation. */
    private boolean keep(Ended end) throws InterruptedException {
        while (true) {
            try {
                if (!locks.holds(operation.id())) {
                    return false;
                }
                journal.keep();
                store.finish(operation.id(), end.state(), end.reason());
                return true;
            } catch (SQLException | RuntimeException e) {
                tellThatItIsAway(e);
            }
            Thread.sleep(LOOK);
        }
    }

    private void tellThatItIsAway(Exception fault) {
        if (!away) {
            LOG.warnf("operation goes on, and is kept later operation=%s cause=%s", operation.id(), fault.getMessage());
            away = true;
        }
    }
}
