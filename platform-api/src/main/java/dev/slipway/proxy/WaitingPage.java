package dev.slipway.proxy;

import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceOrigin;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a browser sees on the origin of a workspace that does not run: where it stands, and a way to start it. */
final class WaitingPage {
    private static final String PAGE = read();

    private WaitingPage() {}

    /** Whether the client asks for a page. */
    static boolean suits(HttpServerRequest request) {
        return String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    static void answer(HttpServerRequest request, Workspace workspace, WorkspaceOrigin origin) {
        request.resume();
        var response = request.response()
                .setStatusCode(503)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Retry-After", "2");
        if (!suits(request)) {
            response.putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("The workspace is " + workspace.state() + "\n");
            return;
        }
        response.putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
                                + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(PAGE.replace("{{name}}", workspace.name()) // a name has no character that HTML reads
                        .replace("{{state}}", workspace.state().name())
                        .replace("{{platform}}", origin.ofPlatform() + "/workspaces/" + workspace.id()));
    }

    private static String read() {
        try (InputStream page = WaitingPage.class.getResourceAsStream("waiting.html")) {
            if (page == null) {
                throw new IllegalStateException("waiting.html is missing from the class path");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
