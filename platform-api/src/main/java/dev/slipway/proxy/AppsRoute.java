package dev.slipway.proxy;

import dev.slipway.identity.OpenExchanges;
import dev.slipway.secret.Secrets;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceOrigin;
import dev.slipway.workspace.WorkspaceState;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Takes every request to a workspace's origin before the platform's own routes see it: the platform's paths, limits and
 * logins do not exist there.
 */
@ApplicationScoped
class AppsRoute {
    private static final Logger LOG = Logger.getLogger(AppsRoute.class);

    /** Above every filter of Quarkus's own: those bound bodies and look for logins. */
    private static final int FIRST = 100_000;

    /** How long a person may take to log in. */
    private static final Duration LOGIN_TIME = Duration.ofMinutes(5);

    private final WorkspaceOrigin origin;
    private final AccessCheck access;
    private final WorkspaceRoutes routes;
    private final Relay relay;
    private final OwnPaths ownPaths;
    private final OpenExchanges open;

    AppsRoute(
            WorkspaceOrigin origin,
            AccessCheck access,
            WorkspaceRoutes routes,
            Relay relay,
            OwnPaths ownPaths,
            OpenExchanges open) {
        this.origin = origin;
        this.access = access;
        this.routes = routes;
        this.relay = relay;
        this.ownPaths = ownPaths;
        this.open = open;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        if (authority == null) {
            answer(request, 400, "Name a host");
            return;
        }
        if (!origin.isApps(authority.host())) {
            context.next();
            return;
        }
        Optional<WorkspaceId> id = origin.idOf(authority.host());
        if (id.isEmpty()) {
            answer(request, 404, "There is no such workspace");
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // A stream to such a client would have to be held whole in memory, to tell its length first.
            answer(request, 505, "Speak HTTP/1.1");
            return;
        }
        request.pause();
        access.check(context, id.get())
                .onSuccess(verdict -> decide(context, id.get(), verdict))
                .onFailure(fault -> {
                    LOG.warnf("access not checked workspace=%s cause=%s", id.get(), fault.getMessage());
                    answer(request, 503, "The platform cannot check your login now; try again");
                });
    }

    private void decide(RoutingContext context, WorkspaceId id, AccessCheck.Verdict verdict) {
        HttpServerRequest request = context.request();
        if (ownPaths.take(request, id, verdict)) {
            return;
        }
        switch (verdict) {
            case AccessCheck.Verdict.Granted granted -> {
                if (!Relay.isWebSocket(request)) { // that is no request any more once it is joined: see WebSocketTunnel
                    open.hold(granted.login(), context);
                }
                forward(request, id, granted);
            }
            case AccessCheck.Verdict.ForeignOrigin foreign ->
                answer(request, 403, "This request does not come from the workspace's own page");
            case AccessCheck.Verdict.Unknown unknown -> logIn(request, id);
        }
    }

    private void forward(HttpServerRequest request, WorkspaceId id, AccessCheck.Verdict.Granted granted) {
        onceFound(routes.find(id), request, id, workspace -> {
            boolean waits = workspace
                    .filter(found -> found.ownerId().equals(granted.userId()))
                    .filter(Workspace::isOnItsWay)
                    .isPresent();
            if (waits && !WaitingPage.suits(request)) {
                // Who is no person at a page need not ask again and again.
                onceFound(routes.settled(id), request, id, settled -> forward(request, settled, granted));
            } else {
                forward(request, workspace, granted);
            }
        });
    }

    private static void onceFound(
            Future<Optional<Workspace>> route,
            HttpServerRequest request,
            WorkspaceId id,
            Handler<Optional<Workspace>> next) {
        route.onSuccess(next).onFailure(fault -> {
            LOG.warnf("route not found workspace=%s cause=%s", id, fault.getMessage());
            answer(request, 503, "The platform cannot find the workspace now; try again");
        });
    }

    private void forward(
            HttpServerRequest request, Optional<Workspace> workspace, AccessCheck.Verdict.Granted granted) {
        if (request.response().closed()) {
            return; // its client has gone meanwhile
        }
        if (workspace.isEmpty() || !workspace.get().ownerId().equals(granted.userId())) {
            answer(request, 404, "There is no such workspace");
            return;
        }
        if (workspace.get().state() != WorkspaceState.RUNNING
                || workspace.get().address().isEmpty()) {
            WaitingPage.answer(request, workspace.get(), origin);
            return;
        }
        routes.used(workspace.get().id());
        relay.forward(request, workspace.get(), workspace.get().address().get(), granted.login());
    }

    /** A browser that comes to look at a page is sent to log in; anything else is told that it is not. */
    private void logIn(HttpServerRequest request, WorkspaceId id) {
        if (!HttpMethod.GET.equals(request.method()) || !WaitingPage.suits(request)) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            answer(request, 401, "Log in at " + origin.ofPlatform() + " and open the workspace there");
            return;
        }
        String state = Secrets.random();
        String target = origin.ofPlatform() + "/open/" + id + "?state=" + Secrets.hash(state) + "&to="
                + URLEncoder.encode(request.uri(), StandardCharsets.UTF_8);
        request.response()
                .setStatusCode(303)
                .putHeader(
                        "Set-Cookie", Cookies.set(Cookies.STATE, state, OwnPaths.PREFIX, LOGIN_TIME, origin.isSecure()))
                .putHeader("Cache-Control", "no-store")
                .putHeader("Location", target)
                .end();
        request.resume();
    }

    static void answer(HttpServerRequest request, int status, String text) {
        HttpServerResponse response = request.response();
        if (!response.ended()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .putHeader("Cache-Control", "no-store")
                    .end(text + "\n");
        }
        request.resume();
    }
}
