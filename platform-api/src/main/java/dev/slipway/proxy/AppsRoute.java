package dev.slipway.proxy;

import dev.slipway.crypto.Secrets;
import dev.slipway.login.OpenExchanges;
import dev.slipway.proxy.session.AccessCheck;
import dev.slipway.proxy.session.Cookies;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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

    private static final String NO_WORKSPACE = "There is no such workspace";

    /** How long a person may take to log in. */
    private static final Duration LOGIN_TIME = Duration.ofMinutes(5);

    private final WorkspaceOrigin origin;
    private final AccessCheck access;
    private final WorkspaceRoutes routes;
    private final Relay relay;
    private final OwnPaths ownPaths;
    private final OpenExchanges open;
    private final ErrorPage errors;

    AppsRoute(
            WorkspaceOrigin origin,
            AccessCheck access,
            WorkspaceRoutes routes,
            Relay relay,
            OwnPaths ownPaths,
            OpenExchanges open,
            ErrorPage errors) {
        this.origin = origin;
        this.access = access;
        this.routes = routes;
        this.relay = relay;
        this.ownPaths = ownPaths;
        this.open = open;
        this.errors = errors;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    /** Vert.x refuses a request without a host or a path before any filter sees it; this gives that answer a body. */
    void register(@Observes Router router) {
        router.route().order(-FIRST).failureHandler(this::handleFailure);
    }

    private void handleFailure(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.authority() == null || !String.valueOf(request.path()).startsWith("/")) {
            errors.answer(request, Refusal.INVALID_REQUEST, "Name a host, and a path that starts with a slash");
        } else {
            context.next();
        }
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        if (authority == null || authority.host().endsWith("..")) {
            errors.answer(request, Refusal.INVALID_REQUEST, "Name a host");
            return;
        }
        if (request.headers().getAll("Host").size() > 1) {
            errors.answer(request, Refusal.INVALID_REQUEST, "Name one host");
            return;
        }
        if (!origin.isApps(authority.host())) {
            passOn(context, authority.host());
            return;
        }
        Optional<WorkspaceId> id = origin.idOf(authority.host());
        if (id.isEmpty()) {
            errors.answer(request, Refusal.NOT_FOUND, NO_WORKSPACE);
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // HTTP/1.0 has no chunked answers: a stream would have to be held in memory as a whole to tell its length
            // first.
            errors.answer(
                    request, Refusal.HTTP_VERSION, "A workspace's answers are streams, which HTTP/1.0 does not know");
            return;
        }
        request.pause();
        access.check(context, id.get())
                .onSuccess(verdict -> decide(context, id.get(), verdict))
                .onFailure(fault -> {
                    LOG.warnf("access not checked workspace=%s cause=%s", id.get(), fault.getMessage());
                    errors.answer(request, Refusal.UNAVAILABLE, "It cannot check your login; try again");
                });
    }

    /** Gives the platform's own routes what is theirs. They read a request's target as a URI. */
    private void passOn(RoutingContext context, String host) {
        HttpServerRequest request = context.request();
        if (!origin.isPlatform(host) && !isHealthProbe(request, host)) {
            errors.answer(
                    request,
                    Refusal.MISDIRECTED,
                    "Slipway is at " + origin.ofPlatform()
                            + "; where it is to be known by another name, SLIPWAY_PUBLIC_URL says so");
        } else if (!RequestTarget.isUri(request.uri())
                || RequestTarget.of(request).isEmpty()) {
            errors.answer(
                    request,
                    Refusal.INVALID_REQUEST,
                    "The path and query are no URI; encode what RFC 3986 does not allow");
        } else if (origin.isPlatformWithDot(host) && isVisit(request)) {
            redirect(request, origin.ofPlatform() + place(request));
        } else {
            context.next();
        }
    }

    /** A probe knows the address that it asks, and no name. */
    private static boolean isHealthProbe(HttpServerRequest request, String host) {
        return Set.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")
                        .contains(String.valueOf(request.path()))
                && host.equals(request.localAddress().hostAddress());
    }

    /** Whether a person comes to look at a page. */
    private static boolean isVisit(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) && Pages.suit(request);
    }

    /** Where the person wants to be, as a redirect may name it. */
    private static String place(HttpServerRequest request) {
        return RequestTarget.of(request).map(RequestTarget::asciiOf).orElse("/");
    }

    private static void redirect(HttpServerRequest request, String target) {
        request.response()
                .setStatusCode(303)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Location", target)
                .end();
        request.resume();
    }

    private void decide(RoutingContext context, WorkspaceId id, AccessCheck.Verdict verdict) {
        HttpServerRequest request = context.request();
        if (ownPaths.take(request, id, verdict)) {
            return;
        }
        switch (verdict) {
            case AccessCheck.Verdict.Granted granted -> {
                open.hold(granted.login(), granted.userId(), context);
                if (open.areTooMany(granted.userId())) {
                    request.response().putHeader("Retry-After", "1");
                    errors.answer(request, Refusal.RATE_LIMITED, "You have too many requests and streams open at once");
                } else {
                    forward(request, id, granted);
                }
            }
            case AccessCheck.Verdict.ForeignOrigin foreign ->
                errors.answer(request, Refusal.FORBIDDEN, "This request does not come from the workspace's own page");
            case AccessCheck.Verdict.NoEntry noEntry -> errors.answer(request, Refusal.FORBIDDEN, ErrorPage.NO_ENTRY);
            case AccessCheck.Verdict.Unknown unknown -> logIn(request, id);
        }
    }

    private void forward(HttpServerRequest request, WorkspaceId id, AccessCheck.Verdict.Granted granted) {
        onceFound(routes.find(id), request, id, workspace -> {
            boolean waits = workspace
                    .filter(found -> found.owner().id().equals(granted.userId()))
                    .filter(Workspace::isOnItsWay)
                    .isPresent();
            if (waits && !Pages.suit(request)) {
                // A program's request is held until the workspace has started, so that the program need not ask again
                // and again.
                onceFound(routes.settled(id), request, id, settled -> forward(request, settled, granted));
            } else {
                forward(request, workspace, granted);
            }
        });
    }

    private void onceFound(
            Future<Optional<Workspace>> route,
            HttpServerRequest request,
            WorkspaceId id,
            Handler<Optional<Workspace>> next) {
        route.onSuccess(next).onFailure(fault -> {
            LOG.warnf("route not found workspace=%s cause=%s", id, fault.getMessage());
            errors.answer(request, Refusal.UNAVAILABLE, "It cannot find the workspace; try again");
        });
    }

    private void forward(
            HttpServerRequest request, Optional<Workspace> workspace, AccessCheck.Verdict.Granted granted) {
        if (request.response().closed()) {
            return; // its client has gone meanwhile
        }
        if (workspace.isEmpty() || !workspace.get().owner().id().equals(granted.userId())) {
            errors.answer(request, Refusal.NOT_FOUND, NO_WORKSPACE);
            return;
        }
        if (workspace.get().state() != WorkspaceState.RUNNING
                || workspace.get().status().endpoint().isEmpty()) {
            notRunning(request, workspace.get());
            return;
        }
        if (UserRequest.isOne(request)) {
            routes.used(workspace.get().id());
        }
        relay.forward(
                request, workspace.get(), workspace.get().status().endpoint().get(), granted);
    }

    private void notRunning(HttpServerRequest request, Workspace workspace) {
        if (Pages.suit(request)) {
            WaitingPage.answer(request, workspace, origin);
        } else {
            request.response().putHeader("Retry-After", "2");
            errors.answer(request, Refusal.NOT_RUNNING, "It is " + workspace.state());
        }
    }

    /** A browser that comes to look at a page is sent to log in; anything else is told that it is not. */
    private void logIn(HttpServerRequest request, WorkspaceId id) {
        if (!isVisit(request)) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            errors.answer(
                    request,
                    Refusal.UNAUTHENTICATED,
                    "Log in at " + origin.ofPlatform() + " and open the workspace there");
            return;
        }
        String target = place(request);
        if (WorkspaceOrigin.endsInDot(String.valueOf(request.authority().host()))) {
            // For browsers the name with the dot is another host, with other cookies: the login is for the one without.
            redirect(request, origin.of(id) + target);
            return;
        }
        String state = Secrets.random();
        request.response()
                .putHeader(
                        "Set-Cookie",
                        Cookies.set(Cookies.STATE, state, OwnPaths.PREFIX, LOGIN_TIME, origin.isSecure()));
        redirect(
                request,
                origin.ofPlatform() + "/open/" + id + "?state=" + Secrets.hash(state) + "&to="
                        + URLEncoder.encode(target, StandardCharsets.UTF_8));
    }
}
