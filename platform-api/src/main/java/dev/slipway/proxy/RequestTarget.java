package dev.slipway.proxy;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a request asks for, its path and query, on the way to a workspace's server. Programs ask for more than RFC 3986 allows
 * ({@code ?q={a|b}}, letters of every script), and servers take it; so each byte goes on as it came, but for those that
 * one server takes for the end of a line or of a word and another does not: control characters, spaces, broken UTF-8.
 */
final class RequestTarget {
    private RequestTarget() {}

    /** The target as its server is to have it, which starts with a slash; empty: it may be read in two ways. */
    static Optional<String> of(HttpServerRequest request) {
        return decoded(request.uri())
                .filter(target -> target.codePoints().noneMatch(RequestTarget::isUnsafe))
                .flatMap(target -> originForm(target, String.valueOf(request.getHeader("Host"))));
    }

    /** Netty reads each byte as one character, and writes characters as UTF-8. */
    private static Optional<String> decoded(String uri) {
        if (uri.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(uri);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(uri.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isUnsafe(int character) {
        return character == ' ' || Character.isISOControl(character);
    }

    /** A client may name the host again before the path; another host than the header's would be another's request. */
    private static Optional<String> originForm(String target, String host) {
        if (target.startsWith("/")) {
            return Optional.of(target);
        }
        int path = target.indexOf('/', "http://".length());
        boolean sameHost = path >= 0
                && (target.substring(0, path).equalsIgnoreCase("http://" + host)
                        || target.substring(0, path).equalsIgnoreCase("https://" + host));
        return sameHost ? Optional.of(target.substring(path)) : Optional.empty();
    }

    /** Whether it is a URI by the book, as the platform's own routes need it. */
    static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The target with its letters beyond ASCII in the form that stands in a {@code Location}. */
    static String asciiOf(String target) {
        StringBuilder ascii = new StringBuilder();
        for (byte b : target.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                ascii.append((char) b);
            } else {
                ascii.append('%').append("%02X".formatted(b));
            }
        }
        return ascii.toString();
    }
}
