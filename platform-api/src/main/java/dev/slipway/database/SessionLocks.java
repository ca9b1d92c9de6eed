package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides between platform processes who does a piece of work, such as driving a workspace: PostgreSQL's session-level
 * advisory locks, all on one connection of this process. They are gone with the connection, so that after a {@code kill -9} the next process need
 * not wait for anything to expire. Should the connection break while a step runs, two processes may do the same work
 * for the length of that step; every step bears that.
 */
@ApplicationScoped
public class SessionLocks {
    private static final Logger LOG = Logger.getLogger(SessionLocks.class);

    private final AgroalDataSource database;
    private @Nullable Connection connection;

    SessionLocks(AgroalDataSource database) {
        this.database = database;
    }

    /** Takes the lock, or says that another process has it. Within this process it is no lock. */
    public synchronized boolean tryLock(String key) throws SQLException {
        return ask("select pg_try_advisory_lock(hashtextextended(?, 0))", key);
    }

    public synchronized void unlock(String key) {
        try {
            ask("select pg_advisory_unlock(hashtextextended(?, 0))", key);
        } catch (SQLException e) {
            LOG.debugf("lock lost with its connection key=%s", key);
        }
    }

    private boolean ask(String query, String key) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = database.getConnection();
            connection = open;
        }
        try (PreparedStatement statement = open.prepareStatement(query)) {
            statement.setString(1, key);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        } catch (SQLException e) {
            close();
            throw e;
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
            } catch (SQLException e) {
                LOG.debug("a broken connection does not close", e);
            }
        }
    }
}
