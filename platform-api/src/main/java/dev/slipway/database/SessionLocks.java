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
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides between platform processes who does a piece of work, such as driving a workspace: PostgreSQL's session-level
 * advisory locks, all on one connection of this process. They are gone with the connection, so that after a {@code kill -9} the next process need
 * not wait for anything to expire. Should the connection break while a process lives, it takes its locks again as soon as the
 * database lets it, unless another process was faster: {@link #holds} tells.
 */
@ApplicationScoped
public class SessionLocks {
    private static final Logger LOG = Logger.getLogger(SessionLocks.class);
    private static final String TAKE = "select pg_try_advisory_lock(hashtextextended(?, 0))";
    private static final String GIVE = "select pg_advisory_unlock(hashtextextended(?, 0))";
    private static final String LOOK = "select ? is not null";

    /** A database that does not answer for so long is away, were its connection never closed: whoever works under a lock has to know. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private final AgroalDataSource database;
    private final Duration longestAnswer;
    private final Set<String> held = new HashSet<>();
    private @Nullable Connection connection;

    @Inject
    SessionLocks(AgroalDataSource database) {
        this(database, LONGEST_ANSWER);
    }

    SessionLocks(AgroalDataSource database, Duration longestAnswer) {
        this.database = database;
        this.longestAnswer = longestAnswer;
    }

    /** Takes the lock, or says that someone has it: another process, or another thread of this one. */
    public synchronized boolean tryLock(String key) throws SQLException {
        if (held.contains(key) || !ask(TAKE, key)) {
            return false;
        }
        held.add(key);
        return true;
    }

    /**
     * Whether a lock that was taken here is this process's still. One that went with its connection is taken again by this,
     * where nobody else has it.
     *
     * @throws SQLException when the database is away and nobody can tell; nobody can take it then either
     */
    public synchronized boolean holds(String key) throws SQLException {
        ask(LOOK, key);
        return held.contains(key);
    }

    public synchronized void unlock(String key) {
        if (!held.remove(key)) {
            return; // it was lost
        }
        try {
            ask(GIVE, key);
        } catch (SQLException e) {
            LOG.debugf("lock lost with its connection key=%s", key);
        }
    }

    /** A connection that has broken since the last question is replaced. */
    private boolean ask(String query, String key) throws SQLException {
        Database.requireOutside("the connection of locks");
        Connection known = connection;
        if (known != null) {
            try {
                return ask(known, query, key);
            } catch (SQLException e) {
                LOG.warnf("connection of locks lost locks=%d cause=%s", held.size(), e.getMessage());
                close();
            }
        }
        Connection fresh = database.getConnection();
        connection = fresh;
        try {
            fresh.setNetworkTimeout(Runnable::run, Math.toIntExact(longestAnswer.toMillis()));
            takeAgain(fresh);
            return ask(fresh, query, key);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    private void takeAgain(Connection fresh) throws SQLException {
        for (String key : Set.copyOf(held)) {
            if (!ask(fresh, TAKE, key)) {
                LOG.warnf("lock is another process's now key=%s", key);
                held.remove(key);
            }
        }
    }

    private static boolean ask(Connection connection, String query, String key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, key);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
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
                statement.execute("select pg_advisory_unlock_all()");
                open.setNetworkTimeout(Runnable::run, 0);
            } catch (SQLException e) {
                LOG.debug("a broken connection does not close", e);
            }
        }
    }
}
