package dev.slipway.proxy;

import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** What a browser sees on the origin of a workspace that does not run: where it stands, and a way to start it. */
final class WaitingPage {
    private static final String PAGE = Pages.read("waiting.html");
    private static final String POLICY = Pages.policy(PAGE);

    private WaitingPage() {}

    static void answer(HttpServerRequest request, Workspace workspace, WorkspaceOrigin origin) {
        HttpServerResponse response = request.response()
                .setStatusCode(Refusal.NOT_RUNNING.status())
                .putHeader("Cache-Control", "no-store")
                .putHeader("Retry-After", "2");
        Pages.headers(response, POLICY);
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            response.end(PAGE.replace("{{name}}", Pages.text(workspace.spec().name()))
                    .replace("{{state}}", workspace.state().name())
                    .replace("{{platform}}", origin.ofPlatform() + "/workspaces/" + workspace.id()));
        }
        request.resume();
    }
}
