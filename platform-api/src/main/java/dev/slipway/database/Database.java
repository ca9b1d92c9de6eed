package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.NoOpTransactionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL in transactions. The connection and its transaction are the container's, so that a method of one class and those
 * that it calls of others commit together; {@code @Transactional} bounds it as it does these methods.
 *
 * <p>No transaction is begun within another: the inner one would wait for what the outer one has locked, and the outer one
 * for the inner one's end. What must be a transaction of its own refuses to run within one, and a lock that someone else has
 * is waited for as long as {@code lock_timeout} says, not for ever.
 */
@ApplicationScoped
public class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final ScopedValue<Boolean> PATIENT = ScopedValue.newInstance();

    private final Jdbi jdbi;

    Database(AgroalDataSource source) {
        jdbi = Jdbi.create(source);
        jdbi.setTransactionHandler(new NoOpTransactionHandler());
    }

    /** Runs within the caller's transaction, or one of its own where there is none. */
    public <T extends @Nullable Object> T call(HandleCallback<T, RuntimeException> work) {
        return tried(() -> QuarkusTransaction.joiningExisting().call(() -> jdbi.withHandle(work)));
    }

    /** Runs within the caller's transaction, or one of its own where there is none. */
    public void run(HandleConsumer<RuntimeException> work) {
        call(sql -> {
            work.useHandle(sql);
            return true;
        });
    }

    /**
     * Runs within the caller's transaction.
     *
     * @throws IllegalStateException where there is none
     */
    public void runWithin(HandleConsumer<RuntimeException> work) {
        if (QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("this is a part of a transaction, and there is none");
        }
        run(work);
    }

    /**
     * Runs in a transaction of its own: it is kept when this returns.
     *
     * @throws RuntimeException where the caller is in a transaction
     */
    public <T extends @Nullable Object> T callAlone(HandleCallback<T, RuntimeException> work) {
        return transact(() -> jdbi.withHandle(work));
    }

    /**
     * Runs in a transaction of its own, which all that it calls joins: all of it is kept when this returns, or none.
     *
     * @throws RuntimeException where the caller is in a transaction
     */
    public <T extends @Nullable Object> T transact(Supplier<T> work) {
        return tried(() -> QuarkusTransaction.disallowingExisting().call(work::get));
    }

    /** As {@link #transact(Supplier)}. */
    public void transact(Runnable work) {
        transact(() -> {
            work.run();
            return true;
        });
    }

    /** As {@link #transact(Supplier)}, for work that waits for another than the database: it may take so long. */
    public void transact(Duration longest, Runnable work) {
        tried(() -> {
            QuarkusTransaction.disallowingExisting()
                    .timeout(Math.toIntExact(longest.toSeconds()))
                    .run(work);
            return true;
        });
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

    private static <T extends @Nullable Object> T tried(Supplier<T> transaction) {
        if (!PATIENT.isBound() || QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            return transaction.get();
        }
        for (int tries = 1; ; tries++) {
            try {
                return transaction.get();
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

    /** Makes everyone who asks for the same lock pass one by one, until the transaction ends. */
    public static void lock(Handle handle, String key, int kind) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:key, :kind))")
                .bind("key", key)
                .bind("kind", (long) kind)
                .mapToMap()
                .one();
    }

    /** Whether the fault is a row that a unique index or an exclusion of the schema does not allow twice. */
    public static boolean isDuplicate(JdbiException fault) {
        return fault.getCause() instanceof SQLException sql && "23505".equals(sql.getSQLState());
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
