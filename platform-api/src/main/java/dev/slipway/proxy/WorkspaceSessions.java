package dev.slipway.proxy;

import dev.slipway.secret.Secrets;
import dev.slipway.workspace.WorkspaceId;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The logins of browsers on workspaces' origins. A login is handed over from the platform's origin by a code that serves
 * once and soon, bound to the browser that asked for it; what the browser then holds serves for one workspace only.
 */
@ApplicationScoped
class WorkspaceSessions {
    static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;

    private final AgroalDataSource database;
    private final Clock clock;
    private final Map<Key, Remembered> remembered = new ConcurrentHashMap<>();

    WorkspaceSessions(AgroalDataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Key(WorkspaceId workspace, String token) {}

    private record Remembered(String userId, long until) {}

    /** Makes the code with which a browser that holds the state proves its login to the workspace's origin. */
    String handOver(WorkspaceId workspace, String userId, String stateHash) {
        String code = Secrets.random();
        update(
                """
                insert into handover_code (code_hash, state_hash, workspace_id, user_id, expires_at)
                values (?, ?, ?, ?, ?)
                """,
                Secrets.hash(code),
                stateHash,
                workspace.value(),
                userId,
                Timestamp.from(clock.instant().plus(CODE_LIFETIME)));
        return code;
    }

    /** Takes the code, which is used up by that, and gives the token of a new session; empty: it does not serve. */
    Optional<String> redeem(WorkspaceId workspace, String code, String state) {
        Optional<String> user =
                ask("""
                delete from handover_code
                where code_hash = ? and workspace_id = ? and state_hash = ? and expires_at > ? returning user_id
                """, Secrets.hash(code), workspace.value(), Secrets.hash(state), Timestamp.from(clock.instant()));
        return user.map(id -> begin(workspace, id));
    }

    private String begin(WorkspaceId workspace, String userId) {
        String token = Secrets.random();
        update(
                "insert into workspace_session (token_hash, workspace_id, user_id, expires_at) values (?, ?, ?, ?)",
                Secrets.hash(token),
                workspace.value(),
                userId,
                Timestamp.from(clock.instant().plus(LIFETIME)));
        update("delete from workspace_session where expires_at < ?", Timestamp.from(clock.instant()));
        update("delete from handover_code where expires_at < ?", Timestamp.from(clock.instant()));
        return token;
    }

    /** The user whose session it is, if that was asked within the last seconds. */
    Optional<String> rememberedUser(WorkspaceId workspace, String token) {
        return Optional.ofNullable(remembered.get(new Key(workspace, token)))
                .filter(known -> known.until() - System.nanoTime() > 0)
                .map(Remembered::userId);
    }

    /** The user whose session it is. Blocks. */
    Optional<String> user(WorkspaceId workspace, String token) {
        Optional<String> user = ask(
                "select user_id from workspace_session where token_hash = ? and workspace_id = ? and expires_at > ?",
                Secrets.hash(token),
                workspace.value(),
                Timestamp.from(clock.instant()));
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        user.ifPresent(id -> remembered.put(
                new Key(workspace, token), new Remembered(id, System.nanoTime() + REMEMBERED.toNanos())));
        return user;
    }

    /** Ends the user's sessions on all workspaces, here at once and in other processes within seconds. */
    void end(String userId) {
        update("delete from workspace_session where user_id = ?", userId);
        remembered.clear();
    }

    private void update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the database did not take a session: " + e.getMessage(), e);
        }
    }

    private Optional<String> ask(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException("the database did not tell a session: " + e.getMessage(), e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
