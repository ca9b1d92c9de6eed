package dev.slipway.proxy;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The platform's few pages on a workspace's origin: each one file, which loads nothing and stands in no frame. */
final class Pages {
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; "
            + "script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private Pages() {}

    /** Whether the client asks for a page. */
    static boolean suit(HttpServerRequest request) {
        return String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /** Sets the headers that every page has. */
    static void headers(HttpServerResponse response) {
        response.putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    /** The characters as HTML shows them, none of them read as HTML. */
    static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String read(String name) {
        try (InputStream page = Pages.class.getResourceAsStream(name)) {
            if (page == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
