package dev.slipway.proxy;

import dev.slipway.database.Database;
import dev.slipway.identity.EndedLogins;
import dev.slipway.identity.Login;
import dev.slipway.secret.Secrets;
import dev.slipway.workspace.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

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

    private final Database database;
    private final EndedLogins ended;
    private final Clock clock;
    private final Map<Key, Remembered> remembered = new ConcurrentHashMap<>();

    WorkspaceSessions(Database database, EndedLogins ended, Clock clock) {
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
        database.run(sql -> sql.createUpdate("""
                        insert into handover_code
                          (code_hash, state_hash, workspace_id, user_id, login_id, login_issued_at, expires_at)
                        values (:code, :state, :workspace, :user, :login, :issuedAt, :expiresAt)
                        """)
                .bind("code", Secrets.hash(code))
                .bind("state", stateHash)
                .bindMap(named(workspace, session, CODE_LIFETIME))
                .execute());
        return code;
    }

    /**
     * Takes the code, which is used up by that, and gives the token of a new session; empty: it does not serve.
     *
     * @param states what the browser shows; pages of other workspaces may have set any number of them
     */
    Optional<String> redeem(WorkspaceId workspace, String code, List<String> states) {
        return states.isEmpty()
                ? Optional.empty()
                : database.call(sql -> sql.createQuery("""
                                delete from handover_code
                                where code_hash = :code and workspace_id = :workspace and state_hash in (<states>)
                                  and expires_at > :now
                                returning state_hash as hash, user_id, login_id, login_issued_at
                                """)
                        .bind("code", Secrets.hash(code))
                        .bind("workspace", workspace.value())
                        .bindList("states", List.copyOf(hashed(states).keySet()))
                        .bind("now", clock.instant())
                        .map(WorkspaceSessions::known)
                        .findOne()
                        .map(known -> begin(sql, workspace, known.session())));
    }

    private String begin(Handle sql, WorkspaceId workspace, Session session) {
        String token = Secrets.random();
        sql.createUpdate("""
                        insert into workspace_session
                          (token_hash, workspace_id, user_id, login_id, login_issued_at, expires_at)
                        values (:token, :workspace, :user, :login, :issuedAt, :expiresAt)
                        """)
                .bind("token", Secrets.hash(token))
                .bindMap(named(workspace, session, LIFETIME))
                .execute();
        for (String table : List.of("workspace_session", "handover_code")) {
            sql.createUpdate("delete from " + table + " where expires_at < :now")
                    .bind("now", clock.instant())
                    .execute();
        }
        return token;
    }

    private Map<String, Object> named(WorkspaceId workspace, Session session, Duration lifetime) {
        return Map.of(
                "workspace", workspace.value(),
                "user", session.userId(),
                "login", session.login().id(),
                "issuedAt", session.login().issuedAt(),
                "expiresAt", clock.instant().plus(lifetime));
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
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> byHash = hashed(tokens);
        List<Known> found = database.call(sql -> sql.createQuery("""
                        select token_hash as hash, user_id, login_id, login_issued_at from workspace_session
                        where token_hash in (<tokens>) and workspace_id = :workspace and expires_at > :now
                        """)
                .bindList("tokens", List.copyOf(byHash.keySet()))
                .bind("workspace", workspace.value())
                .bind("now", clock.instant())
                .map(WorkspaceSessions::known)
                .list());
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

    private static Known known(ResultSet row, StatementContext context) throws SQLException {
        Login login = new Login(
                row.getString("login_id"), row.getTimestamp("login_issued_at").toInstant());
        return new Known(row.getString("hash"), new Session(row.getString("user_id"), login));
    }
}
