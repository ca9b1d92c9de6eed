package dev.slipway.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL in transactions. What is called within a transaction joins it, so that a method of one class and those that it calls
 * of others commit together, on one connection, or not at all: a part that fails takes the whole with it. One method alone is
 * not joined, and its name says so: {@link #independently}.
 *
 * <p>A transaction holds a connection and locks that others want. Within one nothing but the database is waited for: no engine,
 * no other server, no driver, no file, no second connection. What leads to these asks {@link #requireOutside} first, and what
 * follows from a change, such as waking who waits for it, is done {@link #afterCommit}. A lock that someone else has is waited
 * for as long as {@code lock_timeout} says, not for ever.
 */
@ApplicationScoped
public class Database {
    /** An observer of the start with this priority runs after the database's tables have been brought up to date. */
    public static final int AFTER_THE_SCHEMA = 2;

    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final ScopedValue<Boolean> PATIENT = ScopedValue.newInstance();
    private static final ScopedValue<Current> CURRENT = ScopedValue.newInstance();

    private final TransactionManager transactions;
    private final AdvisoryLocks locks;

    Database(TransactionManager transactions, AdvisoryLocks locks) {
        this.transactions = transactions;
        this.locks = locks;
    }

    /** The transaction that this thread is in. */
    private static final class Current {
        private final List<Runnable> afterCommit = new ArrayList<>();
        private boolean isBroken;
    }

    /**
     * Runs within the caller's transaction; all that it calls joins it.
     *
     * @throws IllegalStateException where there is none
     */
    public void within(Runnable work) {
        requireWithin();
        transact(work);
    }

    /**
     * Makes sure that the caller is in a transaction, where what it does alone would be half of something.
     *
     * @throws IllegalStateException where there is none
     */
    public static void requireWithin() {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException("this is a part of a transaction, and there is none");
        }
    }

    /**
     * Makes sure that the caller is in no transaction, before it does what one would be held up by.
     *
     * @param what it leads to, such as {@code the engine}
     * @throws IllegalStateException where there is a transaction: a defect of the caller's
     */
    public static void requireOutside(String what) {
        if (CURRENT.isBound()) {
            throw new IllegalStateException("not within a transaction: " + what);
        }
    }

    /**
     * Runs in a transaction of its own: it is kept when this returns, whatever the caller does then.
     *
     * @throws IllegalStateException where the caller is in a transaction, beside which this would need a second connection
     */
    public <T extends @Nullable Object> T independently(Supplier<T> work) {
        requireOutside("a second one, on a second connection");
        return transact(work);
    }

    /** Runs within the caller's transaction, or one of its own where there is none; all that it calls joins it. */
    public <T extends @Nullable Object> T transact(Supplier<T> work) {
        return CURRENT.isBound() ? joined(work) : tried(work);
    }

    /** As {@link #transact(Supplier)}. */
    public void transact(Runnable work) {
        transact(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs work after the caller's transaction has been committed, and never if it is rolled back. Without a transaction, runs
     * it at once.
     *
     * @param work tells others that something changed; nothing of what it does can be taken back
     */
    public static void afterCommit(Runnable work) {
        if (CURRENT.isBound()) {
            CURRENT.get().afterCommit.add(work);
        } else {
            work.run();
        }
    }

    /**
     * Runs a part of a transaction. If it fails, the whole transaction fails, even if the caller catches the exception:
     * PostgreSQL would roll it back in any case, without an error at the commit.
     */
    private static <T extends @Nullable Object> T joined(Supplier<T> work) {
        boolean isDone = false;
        try {
            T result = work.get();
            isDone = true;
            return result;
        } finally {
            CURRENT.get().isBroken |= !isDone;
        }
    }

    private <T extends @Nullable Object> T begun(Supplier<T> work) {
        Current current = new Current();
        begin();
        T result;
        try {
            result = ScopedValue.where(CURRENT, current).call(work::get);
            if (current.isBroken) {
                throw new IllegalStateException("a part of the transaction failed, and with it the whole");
            }
        } catch (RuntimeException | Error fault) {
            rollback(fault);
            throw fault;
        }
        commit();
        current.afterCommit.forEach(Runnable::run);
        return result;
    }

    private void begin() {
        try {
            transactions.begin();
        } catch (NotSupportedException | SystemException e) {
            throw new IllegalStateException("no transaction begins", e);
        }
    }

    private void commit() {
        try {
            transactions.commit();
        } catch (RollbackException | HeuristicMixedException | HeuristicRollbackException | SystemException e) {
            throw new IllegalStateException("the transaction was not kept", e);
        }
    }

    private void rollback(Throwable fault) {
        try {
            transactions.rollback();
        } catch (SystemException | RuntimeException e) {
            fault.addSuppressed(e);
        }
    }

    /**
     * Does work that goes on through an outage of the database: each transaction in it that finds the database away is tried
     * again until it is back or the thread is interrupted. Its transactions must bear being done twice, since the answer to
     * one that was kept may be what is lost.
     */
    public <T extends @Nullable Object, X extends Exception> T patiently(ScopedValue.CallableOp<? extends T, X> work)
            throws X {
        return ScopedValue.where(PATIENT, true).call(work);
    }

    private <T extends @Nullable Object> T tried(Supplier<T> work) {
        if (!PATIENT.isBound()) {
            return begun(work);
        }
        for (int tries = 1; ; tries++) {
            try {
                return begun(work);
            } catch (RuntimeException e) {
                if (!isAway(e)) {
                    throw e;
                }
                if (tries == 1) {
                    LOG.warnf("database away, waiting for it cause=%s", e.getMessage());
                }
                try {
                    Thread.sleep(BETWEEN_TRIES);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    /**
     * Makes everyone who asks for the same lock pass one by one, until the caller's transaction ends.
     *
     * @param kind tells apart locks of the same key
     */
    public void lock(String key, int kind) {
        within(() -> locks.take(key, kind));
    }

    /** Whether the fault is a row that a unique index or an exclusion of the schema does not allow twice. */
    public static boolean isDuplicate(Throwable fault) {
        return hasState(fault, "23505"::equals);
    }

    /** Whether the fault is that a statement took too long, such as for a lock that another transaction did not let go of. */
    public static boolean isLate(Throwable fault) {
        return hasState(fault, state -> state.equals("55P03") || state.equals("57014"));
    }

    /**
     * Whether the fault is that the database cannot be reached: PostgreSQL's classes 08 (connection) and 57P (shutdown), 53300
     * (too many connections), and a pool that gets no connection, which has no class.
     */
    public static boolean isAway(Throwable fault) {
        return hasState(
                fault,
                state -> state.startsWith("08")
                        || state.startsWith("57P")
                        || state.equals("53300")
                        || state.equals("null"));
    }

    private static boolean hasState(Throwable fault, Predicate<String> state) {
        if (fault instanceof SQLException sql && state.test(String.valueOf(sql.getSQLState()))) {
            return true;
        }
        // A transaction manager adds to what it throws why it could not commit.
        return Stream.concat(Stream.ofNullable(fault.getCause()), Stream.of(fault.getSuppressed()))
                .anyMatch(further -> hasState(further, state));
    }
}
