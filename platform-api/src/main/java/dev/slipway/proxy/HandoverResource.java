package dev.slipway.proxy;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.login.Login;
import dev.slipway.problem.ProblemException;
import dev.slipway.proxy.session.WorkspaceSessions;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The platform's side of a login on a workspace's origin: who is logged in here gets a code to take there. */
@Path("/open/{id}")
@Authenticated
public class HandoverResource {
    private final WorkspaceStore store;
    private final WorkspaceSessions sessions;
    private final WorkspaceOrigin origin;
    private final SecurityIdentity identity;

    HandoverResource(
            WorkspaceStore store, WorkspaceSessions sessions, WorkspaceOrigin origin, SecurityIdentity identity) {
        this.store = store;
        this.sessions = sessions;
        this.origin = origin;
        this.identity = identity;
    }

    @GET
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response open(
            String id,
            @QueryParam("state") @Nullable String state,
            @QueryParam("to") @Nullable String to,
            @Context HttpServerRequest request) {
        if (!WorkspaceId.isValid(id)) {
            throw ProblemException.notFound("workspace " + id);
        }
        WorkspaceId workspace = new WorkspaceId(id);
        Caller caller = Callers.of(identity);
        if (!caller.mayEnter()) {
            return refuse(request);
        }
        boolean owned = store.find(workspace)
                .filter(found -> found.owner().id().equals(caller.id()))
                .isPresent();
        if (!owned) {
            throw ProblemException.notFound("workspace " + id);
        }
        if (state == null || !state.matches("[0-9a-f]{64}")) {
            // Someone came here by hand; the workspace's origin begins the hand-over.
            return redirect(origin.of(workspace) + "/");
        }
        Login login = Login.of(identity).orElseThrow(UnauthorizedException::new);
        String code = sessions.handOver(workspace, new WorkspaceSessions.Session(caller.id(), login), state);
        String target = origin.of(workspace) + OwnPaths.PREFIX + "/login?code=" + code + "&to="
                + URLEncoder.encode(OwnPaths.localPath(to), StandardCharsets.UTF_8);
        return redirect(target);
    }

    /** A person is brought to the page, which says why nothing here is for them; a program is told so. */
    private static Response refuse(HttpServerRequest request) {
        if (!Pages.suit(request)) {
            throw new ForbiddenException();
        }
        return redirect("/");
    }

    private static Response redirect(String target) {
        return Response.seeOther(URI.create(target))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
