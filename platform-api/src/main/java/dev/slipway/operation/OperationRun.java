package dev.slipway.operation;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.database.Database;
import dev.slipway.database.SessionLocks;
import dev.slipway.loop.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One operation in the hands of this process, from the moment that it has the operation's lock: attempts until one gets to an
 * end, trying again would not help, or its deadline is past. The database may be away meanwhile; what is to be kept waits for it. Only
 * who cancels the operation, its deadline, or another process that has its lock, stops it; its work has always ended before this
 * has. How often it was tried, and when it is tried again, is kept: whoever takes it up goes on with that.
 */
final class OperationRun {
    private static final Logger LOG = Logger.getLogger(OperationRun.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Backoff RETRIES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final Operation operation;
    private final Claim claim;
    private final OperationWork work;
    private final OperationStore store;
    private final Journal journal;
    private final SessionLocks locks;
    private final Database database;
    private int attempts;
    private String lastFault = "";
    private boolean away;

    OperationRun(
            Operation operation,
            Claim claim,
            OperationWork work,
            OperationStore store,
            Journal journal,
            SessionLocks locks,
            Database database) {
        this.operation = operation;
        this.claim = claim;
        this.work = work;
        this.store = store;
        this.journal = journal;
        this.locks = locks;
        this.database = database;
        this.attempts = operation.attempts().made();
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
        Optional<Outcome> stopped =
                pause(operation.attempts().nextAt().map(store::until).orElse(Duration.ZERO));
        while (true) {
            switch (stopped.isPresent() ? stopped.get() : attempt()) {
                case Ended ended -> {
                    return keep(ended) ? Optional.of(ended) : Optional.empty();
                }
                case Lost lost -> {
                    return Optional.empty();
                }
                case Broken(Throwable fault) -> {
                    Duration pause = RETRIES.after(attempts);
                    lastFault = String.valueOf(fault.getMessage());
                    LOG.warnf(
                            "operation tried again operation=%s attempts=%d in=%s cause=%s",
                            operation.id(), attempts, pause, lastFault);
                    journal.waitFor(lastFault);
                    putOff(pause);
                    stopped = pause(pause);
                }
            }
        }
    }

    private void putOff(Duration pause) {
        try {
            store.putOff(claim, pause);
        } catch (RuntimeException e) {
            tellThatItIsAway(e); // a process that takes the operation up does not know the pause, and tries at once
        }
    }

    /**
     * Makes one attempt: does the work in a thread of its own, interrupts the thread if the work is to stop, and returns when the thread
     * has ended.
     */
    private Outcome attempt() throws InterruptedException {
        attempts++;
        var done = new CompletableFuture<Outcome>();
        Thread thread =
                Thread.ofVirtual().name("work-" + operation.id()).start(() -> done.complete(claim.within(this::work)));
        Optional<Outcome> stopped = Optional.empty();
        try {
            while (stopped.isEmpty() && !thread.join(LOOK)) {
                stopped = look();
            }
        } finally {
            end(thread);
        }
        Outcome outcome = done.getNow(new Broken(new IllegalStateException("its thread ended without a word")));
        // Work that succeeded before it could be cancelled counts as done.
        return stopped.filter(stop -> stop instanceof Lost || !outcome.equals(Ended.SUCCEEDED))
                .orElse(outcome);
    }

    private Outcome work() {
        try {
            database.patiently(() -> {
                store.attempt(claim);
                work.run(operation, journal);
                return true;
            });
            return Ended.SUCCEEDED;
        } catch (OperationFailedException e) {
            return new Ended(Operation.State.FAILED, e.reason());
        } catch (InterruptedException e) {
            // Counts only where this process did not ask the work to stop.
            return new Broken(new IllegalStateException("interrupted in the middle", e));
        } catch (ClaimLostException e) {
            return new Lost();
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

    /**
     * Keeps what there is to keep, and says whether the work is to be stopped; a database that is away stops nothing, unless it is
     * for so long that another process may be at it.
     */
    private Optional<Outcome> look() {
        if (!locks.isSure(claim)) {
            return Optional.of(new Lost());
        }
        try {
            boolean cancel = journal.keep();
            away = false;
            return cancel ? Optional.of(Ended.CANCELLED) : late();
        } catch (ClaimLostException e) {
            return Optional.of(new Lost());
        } catch (RuntimeException e) {
            tellThatItIsAway(e);
            return Optional.empty();
        }
    }

    private Optional<Outcome> late() {
        return operation
                .attempts()
                .deadline()
                .filter(deadline -> store.until(deadline).isNegative())
                .map(deadline -> new Ended(
                        Operation.State.FAILED,
                        new Operation.Failure(
                                "timeout",
                                "It did not end within " + work.longest() + ", in which it was tried " + attempts
                                        + (attempts == 1 ? " time" : " times")
                                        + (lastFault.isEmpty() ? "" : ", in vain: " + lastFault))));
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
                journal.keep();
                return store.finish(claim, end.state(), end.reason());
            } catch (ClaimLostException e) {
                return false;
            } catch (RuntimeException e) {
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
