package dev.slipway.proxy;

import dev.slipway.identity.EndedLogins;
import dev.slipway.identity.Login;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The logins of browsers on workspaces' origins. A login is handed over from the platform's origin by a code that serves
 * once and soon, bound to the browser that asked for it; what the browser then holds serves for one workspace only, and for as
 * long as that login.
 */
@ApplicationScoped
class WorkspaceSessions {
    static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;

    private final AgroalDataSource database;
    private final EndedLogins ended;
    private final Clock clock;
    private final Map<Key, Remembered> remembered = new ConcurrentHashMap<>();

    WorkspaceSessions(AgroalDataSource database, EndedLogins ended, Clock clock) {
        this.database = database;
        this.ended = ended;
        this.clock = clock;
    }

    private record Key(WorkspaceId workspace, String token) {}

    private record Remembered(Session session, long until) {}

    /** A session, and the hash of what the browser showed for it. */
    private record Known(String hash, Session session) {}

    /**
     * A browser's session on a workspace.
     *
     * @param login the login on the platform that it came from and ends with
     */
    record Session(String userId, Login login) {}

    /** Makes the code with which a browser that holds the state proves its login to the workspace's origin. */
    String handOver(WorkspaceId workspace, Session session, String stateHash) {
        String code = Secrets.random();
        update(
                """
                insert into handover_code
                  (code_hash, state_hash, workspace_id, user_id, login_id, login_issued_at, expires_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                Secrets.hash(code),
                stateHash,
                workspace.value(),
                session.userId(),
                session.login().id(),
                Timestamp.from(session.login().issuedAt()),
                Timestamp.from(clock.instant().plus(CODE_LIFETIME)));
        return code;
    }

    /**
     * Takes the code, which is used up by that, and gives the token of a new session; empty: it does not serve.
     *
     * @param states what the browser shows; pages of other workspaces may have set any number of them
     */
    Optional<String> redeem(WorkspaceId workspace, String code, List<String> states) {
        List<Known> handed = ask(
                """
                delete from handover_code
                where code_hash = ? and workspace_id = ? and state_hash = any (?) and expires_at > ?
                returning state_hash as hash, user_id, login_id, login_issued_at
                """,
                Secrets.hash(code),
                workspace.value(),
                hashed(states).keySet().toArray(String[]::new),
                Timestamp.from(clock.instant()));
        return handed.stream().findFirst().map(known -> begin(workspace, known.session()));
    }

    private String begin(WorkspaceId workspace, Session session) {
        String token = Secrets.random();
        update(
                """
                insert into workspace_session
                  (token_hash, workspace_id, user_id, login_id, login_issued_at, expires_at)
                values (?, ?, ?, ?, ?, ?)
                """,
                Secrets.hash(token),
                workspace.value(),
                session.userId(),
                session.login().id(),
                Timestamp.from(session.login().issuedAt()),
                Timestamp.from(clock.instant().plus(LIFETIME)));
        update("delete from workspace_session where expires_at < ?", Timestamp.from(clock.instant()));
        update("delete from handover_code where expires_at < ?", Timestamp.from(clock.instant()));
        return token;
    }

    /** The session of the token, if that was asked within the last seconds. */
    Optional<Session> remembered(WorkspaceId workspace, String token) {
        return Optional.ofNullable(remembered.get(new Key(workspace, token)))
                .filter(known -> known.until() - System.nanoTime() > 0)
                .map(Remembered::session)
                .filter(session -> !ended.remembered(session.login()).orElse(false));
    }

    /**
     * The session of one of the tokens, unless it or its login has ended. Blocks.
     *
     * @param tokens what the browser shows; pages of other workspaces may have set any number of them
     */
    Optional<Session> find(WorkspaceId workspace, List<String> tokens) {
        Map<String, String> byHash = hashed(tokens);
        List<Known> found =
                ask("""
                select token_hash as hash, user_id, login_id, login_issued_at from workspace_session
                where token_hash = any (?) and workspace_id = ? and expires_at > ?
                """, byHash.keySet().toArray(String[]::new), workspace.value(), Timestamp.from(clock.instant()));
        for (Known known : found) {
            if (!ended.isEnded(known.session().login())) {
                remember(new Key(workspace, byHash.getOrDefault(known.hash(), "")), known.session());
                return Optional.of(known.session());
            }
        }
        return Optional.empty();
    }

    private void remember(Key key, Session session) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(key, new Remembered(session, System.nanoTime() + REMEMBERED.toNanos()));
    }

    private static Map<String, String> hashed(List<String> secrets) {
        return secrets.stream().collect(Collectors.toMap(Secrets::hash, secret -> secret, (one, same) -> one));
    }

    private void update(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the database did not take a session: " + e.getMessage(), e);
        }
    }

    private List<Known> ask(String sql, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<Known> found = new ArrayList<>();
            while (rows.next()) {
                Login login = new Login(
                        rows.getString("login_id"),
                        rows.getTimestamp("login_issued_at").toInstant());
                found.add(new Known(rows.getString("hash"), new Session(rows.getString("user_id"), login)));
            }
            return found;
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
