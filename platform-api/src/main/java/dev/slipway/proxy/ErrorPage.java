package dev.slipway.proxy;

import dev.slipway.problem.Problem;
import dev.slipway.problem.ProblemException;
import dev.slipway.workspace.api.WorkspaceOrigin;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Answers a request with an error that its client can read: a person with a page, a program with a problem
 * (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). No one keeps the answer.
 */
@ApplicationScoped
class ErrorPage {
    /** Why nothing here is for someone who is logged in. */
    static final String NO_ENTRY =
            "You are logged in, and nobody has let you in: ask whoever runs Slipway for the role user";

    private static final String PAGE = Pages.read("error.html");
    private static final String POLICY = Pages.policy(PAGE);

    private final WorkspaceOrigin origin;

    ErrorPage(WorkspaceOrigin origin) {
        this.origin = origin;
    }

    /** Answers, unless an answer is under way, and lets what still comes of the request pass by. */
    void answer(HttpServerRequest request, Refusal refusal, String detail) {
        answer(request, refusal.status(), refusal.code(), refusal.title(), detail);
    }

    /** Answers with a fault of the platform's as the API would. */
    void answer(HttpServerRequest request, ProblemException fault) {
        answer(request, fault.code().status(), fault.code().code(), fault.code().title(), fault.detail());
    }

    /** Answers with the status by which the workspace's server refused a WebSocket without a word. */
    void webSocketRefused(HttpServerRequest request, int status) {
        Refusal refusal = Refusal.WEBSOCKET_REFUSED;
        String detail = "It answers with the status " + status;
        answer(request, status < 400 ? refusal.status() : status, refusal.code(), refusal.title(), detail);
    }

    private void answer(HttpServerRequest request, int status, String code, String title, String detail) {
        HttpServerResponse response = request.response();
        if (!response.headWritten() && !response.closed()) {
            response.setStatusCode(status).putHeader("Cache-Control", "no-store");
            String body = Pages.suit(request)
                    ? page(response, status, title, detail)
                    : problem(response, status, code, title, detail);
            if (HttpMethod.HEAD.equals(request.method())) {
                response.end();
            } else {
                response.end(body);
            }
        }
        request.resume();
    }

    private static String problem(HttpServerResponse response, int status, String code, String title, String detail) {
        response.putHeader("Content-Type", Problem.MEDIA_TYPE);
        Pages.keepToItsOrigin(response);
        return new JsonObject()
                .put("type", "urn:slipway:problem:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .encode();
    }

    private String page(HttpServerResponse response, int status, String title, String detail) {
        Pages.headers(response, POLICY);
        return PAGE.replace("{{status}}", Integer.toString(status))
                .replace("{{title}}", Pages.text(title))
                .replace("{{platform}}", origin.ofPlatform())
                .replace("{{detail}}", Pages.text(detail)); // last: what it says may look like one of these marks
    }
}
