package dev.slipway.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.login.Login;
import dev.slipway.proxy.session.WorkspaceSessions.Session;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who sends a request to a workspace's origin: a browser by its session's cookie, an API client by its access token. */
@ApplicationScoped
public class AccessCheck {
    private static final String BEARER = "Bearer ";
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST_REMEMBERED = 10_000;

    private final WorkspaceSessions sessions;
    private final WorkspaceOrigin origin;
    private final TenantIdentityProvider tokens;
    private final Background background;
    private final Cache<String, Verdict.Granted> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    AccessCheck(
            WorkspaceSessions sessions, WorkspaceOrigin origin, TenantIdentityProvider tokens, Background background) {
        this.sessions = sessions;
        this.origin = origin;
        this.tokens = tokens;
        this.background = background;
    }

    /** What the check found. */
    public sealed interface Verdict {
        /**
         * The user, who may or may not own the workspace.
         *
         * @param login what all that is opened now ends with
         */
        record Granted(String userId, Login login) implements Verdict {}

        /** A session rides on the request, and the request comes from another origin's page. */
        record ForeignOrigin() implements Verdict {}

        /** A login of someone whom nobody has let in. */
        record NoEntry() implements Verdict {}

        /** No login. */
        record Unknown() implements Verdict {}
    }

    public Future<Verdict> check(RoutingContext context, WorkspaceId id) {
        HttpServerRequest request = context.request();
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return byToken(authorization.substring(BEARER.length()).strip());
        }
        List<String> cookies = Cookies.values(request.headers().getAll("Cookie"), Cookies.session(origin.isSecure()));
        if (cookies.isEmpty()) {
            return Future.succeededFuture(new Verdict.Unknown());
        }
        for (String cookie : cookies) {
            Optional<Session> session = sessions.remembered(id, cookie);
            if (session.isPresent()) {
                return Future.succeededFuture(judged(request, id, session));
            }
        }
        return background.call(() -> sessions.find(id, cookies)).map(session -> judged(request, id, session));
    }

    private Verdict judged(HttpServerRequest request, WorkspaceId id, Optional<Session> session) {
        if (session.isEmpty()) {
            return new Verdict.Unknown();
        }
        var source = new OriginPolicy.Source(
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Sec-Fetch-Mode"),
                request.getHeader("Sec-Fetch-Dest"));
        boolean allowed =
                new OriginPolicy(origin.of(id)).allows(request.method().name(), isUpgrade(request), source);
        return allowed
                ? new Verdict.Granted(session.get().userId(), session.get().login())
                : new Verdict.ForeignOrigin();
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return request.getHeader("Upgrade") != null;
    }

    /** A client of the API sends the same token many times a second; its signature is checked now and then. */
    private Future<Verdict> byToken(String token) {
        Verdict.Granted known = remembered.getIfPresent(token);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        Promise<Verdict> promise = Promise.promise();
        tokens.authenticate(new AccessTokenCredential(token))
                .subscribe()
                .with(
                        identity -> promise.complete(granted(token, identity)),
                        fault -> promise.complete(new Verdict.Unknown()));
        return promise.future();
    }

    private Verdict granted(String token, SecurityIdentity identity) {
        Caller caller = Callers.of(identity);
        if (!caller.mayEnter()) {
            return new Verdict.NoEntry();
        }
        Verdict.Granted granted =
                new Verdict.Granted(caller.id(), Login.of(identity).orElseThrow(UnauthorizedException::new));
        remembered.put(token, granted);
        return granted;
    }
}
