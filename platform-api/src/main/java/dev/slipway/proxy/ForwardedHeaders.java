package dev.slipway.proxy;

import dev.slipway.proxy.session.Cookies;
import dev.slipway.workspace.Workspace;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/**
 * The headers on their way between a browser and a workspace's server: hop-by-hop headers end here
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1">RFC 9110, 7.6.1</a>), what the platform knows replaces what
 * a client claims, and no cookie or token of the platform's goes on.
 */
final class ForwardedHeaders {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> CLAIMED = Set.of(
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-forwarded-prefix",
            "x-forwarded-server",
            "x-real-ip",
            "x-scheme");

    private ForwardedHeaders() {}

    /** The headers of a browser's request as the workspace's server gets them, but for its host. */
    static MultiMap toServer(HttpServerRequest request, Workspace workspace, boolean secure) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
        removeHopByHop(headers);
        headers.remove("host");
        CLAIMED.forEach(headers::remove);
        String cookies = Cookies.withoutOurs(headers.getAll("cookie"));
        headers.remove("cookie");
        if (!cookies.isEmpty()) {
            headers.set("cookie", cookies);
        }
        headers.set("authorization", "token " + workspace.serverToken());
        headers.set("x-forwarded-for", request.remoteAddress().hostAddress());
        headers.set("x-forwarded-proto", secure ? "https" : "http");
        headers.set("x-forwarded-host", String.valueOf(request.getHeader("host")));
        return headers;
    }

    /** Turns the server's headers into those for the browser. */
    static void toBrowser(MultiMap headers) {
        removeHopByHop(headers);
        List<String> cookies = headers.getAll("set-cookie");
        if (!cookies.isEmpty()) {
            headers.remove("set-cookie");
            headers.add("set-cookie", Cookies.ownOnly(cookies));
        }
    }

    /** Removes the headers that concern one connection only, those that {@code Connection} names among them. */
    static void removeHopByHop(MultiMap headers) {
        for (String connection : headers.getAll("connection")) {
            for (String name : connection.split(",", -1)) {
                String named = name.strip();
                // Content-Length and Host frame and address the message; no client may have them dropped.
                if (!named.isEmpty() && !named.equalsIgnoreCase("content-length") && !named.equalsIgnoreCase("host")) {
                    headers.remove(named);
                }
            }
        }
        HOP_BY_HOP.forEach(headers::remove);
    }
}
