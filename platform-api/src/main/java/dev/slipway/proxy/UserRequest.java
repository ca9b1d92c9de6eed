package dev.slipway.proxy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells the requests that a user makes from those that an open page makes by itself. A page that nobody touches asks for the
 * same things again and again; the paths of those servers that Slipway knows are listed. What it does not know is the user's.
 */
final class UserRequest {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** What pages of Jupyter's ask for by themselves, the parts that they are made of, and questions after a server's health. */
    private static final Pattern ASKED_BY_PAGES = Pattern.compile("/+(?:"
            + "api/(?:contents|events|kernels|kernelspecs|me|metrics|nbconvert|sessions|spec|status|terminals)"
            + "|lab/api|lab/extensions|lsp|kernelspecs|static|favicon\\.ico"
            + "|healthz|_stcore/health|_stcore/host-config)(?:/.*)?");

    /** What they tell by themselves: how their tabs lie, what was forbidden to them, how fast they are. */
    private static final Pattern TOLD_BY_PAGES =
            Pattern.compile("/+(?:lab/api/workspaces|api/security/csp-report|api/events|api/metrics|lsp)(?:/.*)?");

    private UserRequest() {}

    /** Whether it shows that someone does something; that a WebSocket opens does not, for a page opens one again by itself. */
    static boolean isOne(HttpServerRequest request) {
        return !WebSocketTunnel.suits(request) && isOne(request.method(), String.valueOf(request.path()));
    }

    static boolean isOne(HttpMethod method, String path) {
        Pattern byItself = READING.contains(method) ? ASKED_BY_PAGES : TOLD_BY_PAGES;
        return !byItself.matcher(path).matches();
    }
}
