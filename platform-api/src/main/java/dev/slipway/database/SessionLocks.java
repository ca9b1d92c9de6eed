package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides between platform processes who does a piece of work, such as driving a workspace: PostgreSQL's session-level
 * advisory locks, all on one connection of this process. They are gone with the connection, so that after a {@code kill -9} the next process need
 * not wait for anything to expire. Should the connection break while a process lives, it takes its locks again as soon as the
 * database lets it, unless another process was faster.
 *
 * <p>They are leases too: a process that has not heard from the database for the lease's time takes none of them for its own, and
 * the database, which hears nothing either, frees them half a lease later. That holds by each side's own clock, none of which has
 * to be right, also where a line is cut and nobody is told.
 */
@ApplicationScoped
public class SessionLocks {
    private static final Logger LOG = Logger.getLogger(SessionLocks.class);
    /** The claim's number; 0: someone else has the lock. */
    private static final String TAKE =
            "select case when pg_try_advisory_lock(hashtextextended(?, 0)) then nextval('claim') else 0 end";

    private static final String GIVE = "select pg_advisory_unlock(hashtextextended(?, 0))::int";
    private static final String LOOK = "select length(?)";
    private static final String BEGIN = "select set_config('idle_session_timeout', ?, false)";

    /** What a database that is busy answers within. */
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** How many times within a lease this process asks the database. */
    private static final int ASKS = 15;

    private final AgroalDataSource database;
    private final Duration lease;
    private final Map<String, Claim> held = new ConcurrentHashMap<>();
    private @Nullable Connection connection;
    private int usualTimeout;
    private volatile long heard = System.nanoTime();

    @Inject
    SessionLocks(AgroalDataSource database, LocksConfig config) {
        this(database, config.lease());
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "SLIPWAY_LOCKS_LEASE is from " + SHORTEST + " to " + LONGEST + ", not " + lease);
        }
    }

    SessionLocks(AgroalDataSource database, Duration lease) {
        this.database = database;
        this.lease = lease;
    }

    /** What is done under a lock. */
    @FunctionalInterface
    public interface Work<X extends Throwable> {
        void run(Claim claim) throws X;
    }

    /**
     * Works under a lock, within its claim.
     *
     * @return false: someone else has it, another process or another thread of this one, and nothing was done
     */
    public <X extends Throwable> boolean under(String key, Work<X> work) throws SQLException, X {
        Optional<Claim> taken = take(key);
        if (taken.isEmpty()) {
            return false;
        }
        Claim claim = taken.get();
        try {
            claim.within(() -> {
                work.run(claim);
                return true;
            });
        } finally {
            give(claim);
        }
        return true;
    }

    /** Takes a lock, until it is given; empty: someone else has it, another process or another thread of this one. */
    public synchronized Optional<Claim> take(String key) throws SQLException {
        long number = held.containsKey(key) ? 0 : ask(TAKE, key);
        if (number == 0) {
            return Optional.empty();
        }
        Claim claim = new Claim(key, number);
        held.put(key, claim);
        return Optional.of(claim);
    }

    /** Gives a lock, unless it was lost. */
    public synchronized void give(Claim claim) {
        if (!held.remove(claim.key(), claim)) {
            return;
        }
        try {
            ask(GIVE, claim.key());
        } catch (SQLException e) {
            LOG.debugf("lock lost with its connection key=%s", claim.key());
        }
    }

    /**
     * Whether this process still has a lock, judged by the database's last answer within the lease. Does not ask the database.
     */
    public boolean isSure(Claim claim) {
        return claim.equals(held.get(claim.key())) && isInTouch();
    }

    /** Whether this process has heard from its database within the lease. One that has not does nothing that another may do by now. */
    public boolean isInTouch() {
        return System.nanoTime() - heard < lease.toNanos();
    }

    /** How long a process goes on that hears nothing from its database. */
    public Duration lease() {
        return lease;
    }

    /** How often {@link #keep} has to be called. */
    public Duration betweenAsks() {
        return lease.dividedBy(ASKS);
    }

    /**
     * Hears from the database. Locks that went with their connection are taken again, where nobody else has them.
     *
     * @throws SQLException when the database is away; nobody can take them then either
     */
    public synchronized void keep() throws SQLException {
        ask(LOOK, "");
    }

    /** A connection that has broken since the last question is replaced. */
    private long ask(String query, String key) throws SQLException {
        Database.requireOutside("the connection of locks");
        Connection known = connection;
        if (known != null) {
            try {
                return answer(known, query, key);
            } catch (SQLException e) {
                LOG.warnf("connection of locks lost locks=%d cause=%s", held.size(), e.getMessage());
                close();
            }
        }
        Connection fresh = database.getConnection();
        connection = fresh;
        try {
            begin(fresh);
            return answer(fresh, query, key);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /**
     * Prepares a fresh session. We take a database that does not answer within a third of the lease for gone, even where nobody closed
     * the connection. A database that hears nothing from us for one and a half leases ends the session, which frees our locks.
     */
    private void begin(Connection fresh) throws SQLException {
        usualTimeout = fresh.getNetworkTimeout();
        fresh.setNetworkTimeout(
                Runnable::run, Math.toIntExact(lease.dividedBy(3).toMillis()));
        try (PreparedStatement statement = fresh.prepareStatement(BEGIN)) {
            statement.setString(1, lease.multipliedBy(3).dividedBy(2).toMillis() + "ms");
            statement.execute();
        }
        for (String key : Set.copyOf(held.keySet())) {
            if (answer(fresh, TAKE, key) == 0) {
                LOG.warnf("lock is another process's now key=%s", key);
                held.remove(key);
            }
        }
    }

    private long answer(Connection connection, String query, String key) throws SQLException {
        long asked = System.nanoTime();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, key);
            try (ResultSet result = statement.executeQuery()) {
                long answer = result.next() ? result.getLong(1) : 0;
                heard = asked; // the database had heard of this process by then
                return answer;
            }
        }
    }

    @PreDestroy
    synchronized void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            // The pool would hand the connection on with its locks.
            try (open;
                    Statement statement = open.createStatement()) {
                statement.execute("select pg_advisory_unlock_all(); reset idle_session_timeout");
                open.setNetworkTimeout(Runnable::run, usualTimeout);
            } catch (SQLException e) {
                LOG.debug("a broken connection does not close", e);
            }
        }
    }
}
