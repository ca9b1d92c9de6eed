package dev.slipway.proxy;

import dev.slipway.problem.ProblemException;
import dev.slipway.proxy.session.AccessCheck;
import dev.slipway.proxy.session.Background;
import dev.slipway.proxy.session.Cookies;
import dev.slipway.proxy.session.WorkspaceSessions;
import dev.slipway.request.IfMatch;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import dev.slipway.workspace.api.WorkspaceOrigin;
import dev.slipway.workspace.api.Workspaces;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The few paths on a workspace's origin that the platform answers itself, all under {@value #PREFIX}. */
@ApplicationScoped
class OwnPaths {
    static final String PREFIX = "/.slipway";

    private static final Logger LOG = Logger.getLogger(OwnPaths.class);

    private final WorkspaceSessions sessions;
    private final WorkspaceStore store;
    private final Workspaces workspaces;
    private final WorkspaceOrigin origin;
    private final Background background;
    private final ErrorPage errors;

    OwnPaths(
            WorkspaceSessions sessions,
            WorkspaceStore store,
            Workspaces workspaces,
            WorkspaceOrigin origin,
            Background background,
            ErrorPage errors) {
        this.sessions = sessions;
        this.store = store;
        this.workspaces = workspaces;
        this.origin = origin;
        this.background = background;
        this.errors = errors;
    }

    /** Answers the request, if its path is the platform's; else says so. */
    boolean take(HttpServerRequest request, WorkspaceId id, AccessCheck.Verdict verdict) {
        String path = request.path();
        if (path == null || !(path.equals(PREFIX) || path.startsWith(PREFIX + "/"))) {
            return false;
        }
        request.resume();
        String user = verdict instanceof AccessCheck.Verdict.Granted granted ? granted.userId() : null;
        switch (request.method() + " " + path.substring(PREFIX.length())) {
            case "GET /login" -> logIn(request, id);
            case "GET /status" -> status(request, id, user, false);
            case "POST /start" -> status(request, id, user, true);
            default -> errors.answer(request, Refusal.NOT_FOUND, "There is nothing at this path");
        }
        return true;
    }

    /** Takes the code that the platform's origin gave this browser, and gives it a session. */
    private void logIn(HttpServerRequest request, WorkspaceId id) {
        String code;
        String to;
        try {
            code = request.getParam("code", "");
            to = localPath(request.getParam("to"));
        } catch (IllegalArgumentException e) {
            errors.answer(request, Refusal.INVALID_REQUEST, "The query cannot be decoded");
            return;
        }
        List<String> states = Cookies.values(request.headers().getAll("Cookie"), Cookies.STATE);
        background
                .call(() -> sessions.redeem(id, code, states))
                .onSuccess(token -> {
                    if (token.isEmpty()) {
                        errors.answer(
                                request,
                                Refusal.FORBIDDEN,
                                "This link has been used or is too old; open the workspace again from "
                                        + origin.ofPlatform());
                        return;
                    }
                    boolean secure = origin.isSecure();
                    Iterable<String> cookies = List.of(
                            Cookies.set(Cookies.session(secure), token.get(), "/", WorkspaceSessions.LIFETIME, secure),
                            Cookies.set(Cookies.STATE, "", PREFIX, Duration.ZERO, secure));
                    request.response()
                            .setStatusCode(303)
                            .putHeader("Set-Cookie", cookies)
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("Referrer-Policy", "no-referrer")
                            .putHeader("Location", to)
                            .end();
                })
                .onFailure(fault -> unavailable(request, id, fault));
    }

    /** A path on this origin and nowhere else: browsers read {@code //host} and {@code /\host} as another host. */
    static String localPath(@Nullable String to) {
        boolean local = to != null
                && to.startsWith("/")
                && !to.startsWith("//")
                && to.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
        return local && to != null ? to : "/";
    }

    private void status(HttpServerRequest request, WorkspaceId id, @Nullable String user, boolean start) {
        background
                .call(() -> statusOf(id, user, start))
                .onFailure(fault -> unavailable(request, id, fault))
                .onSuccess(status -> {
                    if (status.isEmpty()) {
                        errors.answer(request, Refusal.UNAUTHENTICATED, "Load the page again, and log in");
                        return;
                    }
                    Pages.keepToItsOrigin(request.response());
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Cache-Control", "no-store")
                            .end(status.get().encode());
                });
    }

    private Optional<JsonObject> statusOf(WorkspaceId id, @Nullable String user, boolean start) {
        Optional<Workspace> workspace =
                store.find(id).filter(found -> found.owner().id().equals(user));
        Optional<Workspace> after =
                start ? workspace.map(found -> workspaces.start(found, IfMatch.ANYTHING, found.owner())) : workspace;
        return after.map(found -> new JsonObject()
                .put("state", found.state().name())
                .put(
                        "reason",
                        found.status().reason().map(reason -> reason.message()).orElse("")));
    }

    private void unavailable(HttpServerRequest request, WorkspaceId id, Throwable fault) {
        if (fault instanceof ProblemException problem) {
            errors.answer(request, problem); // over the quota, say
            return;
        }
        LOG.warnf("request not served workspace=%s cause=%s", id, fault.getMessage());
        errors.answer(request, Refusal.UNAVAILABLE, "Try again: " + fault.getMessage());
    }
}
