package dev.slipway.proxy;

import dev.slipway.crypto.Secrets;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The platform's few pages on a workspace's origin: each one file, which loads nothing and stands in no frame. */
final class Pages {
    private static final Pattern INLINE = Pattern.compile("<(style|script)>(.*?)</\\1>", Pattern.DOTALL);

    private Pages() {}

    /** Whether the client asks for a page. */
    static boolean suit(HttpServerRequest request) {
        return String.valueOf(request.getHeader("Accept")).contains("text/html");
    }

    /**
     * What a page may do: apply the style and run the script that stand in its file, each known by its hash, and ask its own
     * origin (<a href="https://www.w3.org/TR/CSP3/#grammardef-hash-source">CSP 3, hash-source</a>).
     */
    static String policy(String page) {
        String own = INLINE.matcher(page)
                .results()
                .map(found -> "%s-src 'sha256-%s'; "
                        .formatted(found.group(1), Base64.getEncoder().encodeToString(Secrets.sha256(found.group(2)))))
                .collect(Collectors.joining());
        return "default-src 'none'; " + own
                + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    /** Sets the headers of a page and what it may do. */
    static void headers(HttpServerResponse response, String policy) {
        response.putHeader("Content-Type", "text/html; charset=utf-8").putHeader("Content-Security-Policy", policy);
        keepToItsOrigin(response);
    }

    /** Sets the headers of whatever the platform itself answers: no other origin reads it, nobody takes it for what it is not. */
    static void keepToItsOrigin(HttpServerResponse response) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
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
