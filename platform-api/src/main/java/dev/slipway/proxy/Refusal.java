package dev.slipway.proxy;

import java.util.Locale;

/** Why the proxy answers a request itself: stable codes, where they are the API's in the API's words. */
enum Refusal {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Log in first"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "Not found"),
    MISDIRECTED(421, "This host is not served here"),
    RATE_LIMITED(429, "Too much at once"),
    WORKSPACE_UNREACHABLE(502, "The workspace's server does not answer"),
    WEBSOCKET_REFUSED(502, "The workspace's server refuses the WebSocket"),
    NOT_RUNNING(503, "The workspace does not run"),
    UNAVAILABLE(503, "The platform cannot do that now"),
    WORKSPACE_SILENT(504, "The workspace's server gave no answer in time"),
    HTTP_VERSION(505, "Speak HTTP/1.1");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** As a problem's type ends: {@code not-found}. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
