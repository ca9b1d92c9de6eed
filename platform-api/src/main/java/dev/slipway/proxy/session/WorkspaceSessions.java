package dev.slipway.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.crypto.Secrets;
import dev.slipway.database.Database;
import dev.slipway.login.EndedLogins;
import dev.slipway.login.Login;
import dev.slipway.workspace.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The logins of browsers on workspaces' origins. A login is handed over from the platform's origin by a code that serves
 * once and soon, bound to the browser that asked for it; what the browser then holds serves for one workspace only, and for as
 * long as that login.
 */
@ApplicationScoped
public class WorkspaceSessions {
    public static final Duration LIFETIME = Duration.ofHours(12);
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;

    private final Database database;
    private final SessionTable table;
    private final EndedLogins ended;
    private final Clock clock;
    private final Cache<Key, Session> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    WorkspaceSessions(Database database, SessionTable table, EndedLogins ended, Clock clock) {
        this.database = database;
        this.table = table;
        this.ended = ended;
        this.clock = clock;
    }

    private record Key(WorkspaceId workspace, String token) {}

    /**
     * A browser's session on a workspace.
     *
     * @param login the login on the platform that it came from and ends with
     */
    @Embeddable
    public record Session(String userId, @Embedded Login login) {}

    /** Makes the code with which a browser that holds the state proves its login to the workspace's origin. */
    public String handOver(WorkspaceId workspace, Session session, String stateHash) {
        String code = Secrets.random();
        HandoverRow row = HandoverRow.of(
                Secrets.hash(code),
                stateHash,
                workspace,
                session,
                clock.instant().plus(CODE_LIFETIME));
        database.transact(() -> table.add(row));
        return code;
    }

    /**
     * Takes the code, which is used up by that, and gives the token of a new session; empty: it does not serve.
     *
     * @param states what the browser shows; pages of other workspaces may have set any number of them
     */
    public Optional<String> redeem(WorkspaceId workspace, String code, List<String> states) {
        if (states.isEmpty()) {
            return Optional.empty();
        }
        String hash = Secrets.hash(code);
        return database.transact(
                () -> table.code(hash, workspace, hashed(states).keySet(), clock.instant())
                        .filter(found -> table.useUp(hash) == 1)
                        .map(found -> begin(workspace, found.session)));
    }

    private String begin(WorkspaceId workspace, Session session) {
        String token = Secrets.random();
        Instant now = clock.instant();
        table.add(SessionRow.of(Secrets.hash(token), workspace, session, now.plus(LIFETIME)));
        table.forgetSessions(now);
        table.forgetCodes(now);
        return token;
    }

    /** The session of the token, if that was asked within the last seconds. */
    Optional<Session> remembered(WorkspaceId workspace, String token) {
        return Optional.ofNullable(remembered.getIfPresent(new Key(workspace, token)))
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
        List<SessionRow> found = database.transact(() -> table.sessions(byHash.keySet(), workspace, clock.instant()));
        for (SessionRow row : found) {
            if (!ended.isEnded(row.session.login())) {
                remembered.put(new Key(workspace, byHash.getOrDefault(row.tokenHash, "")), row.session);
                return Optional.of(row.session);
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> hashed(List<String> secrets) {
        return secrets.stream().collect(Collectors.toMap(Secrets::hash, secret -> secret, (one, same) -> one));
    }
}
