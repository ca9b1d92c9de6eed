package dev.slipway.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The platform's cookies on a workspace's origin. Several of one name may arrive, since another workspace's page can set
 * one for the whole apps domain; a cookie counts for what it proves, not for its place.
 */
final class Cookies {
    /** Holds the token of a workspace session. */
    static final String SESSION = "slipway-workspace";

    /** Binds a login under way to the browser that asked for it. */
    static final String STATE = "slipway-login-state";

    private static final String OURS = "slipway-";
    private static final Pattern DOMAIN = Pattern.compile(";\\s*domain\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    private Cookies() {}

    /**
     * A {@code Set-Cookie} header for one of the platform's cookies, which no script can read.
     *
     * @param lifetime zero: the browser forgets the cookie
     * @param secure whether the origin is an https one
     */
    static String set(String name, String value, String path, Duration lifetime, boolean secure) {
        return name + "=" + value + "; Path=" + path + "; Max-Age=" + lifetime.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** The values of the cookies of this name in a {@code Cookie} header. */
    static List<String> values(List<String> headers, String name) {
        List<String> values = new ArrayList<>();
        for (String pair : pairs(headers)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                values.add(pair.substring(equals + 1));
            }
        }
        return values;
    }

    /** The header without the platform's cookies; empty when none is left. */
    static String withoutOurs(List<String> headers) {
        return String.join(
                "; ", pairs(headers).stream().filter(pair -> !isOurs(pair)).toList());
    }

    /** What a workspace's server sets, without a domain: its cookies stay on its own origin. */
    static List<String> ownOnly(List<String> setCookieHeaders) {
        return setCookieHeaders.stream()
                .filter(header -> !isOurs(header.strip()))
                .map(header -> DOMAIN.matcher(header).replaceAll(""))
                .toList();
    }

    private static boolean isOurs(String pair) {
        return pair.toLowerCase(Locale.ROOT).startsWith(OURS);
    }

    private static List<String> pairs(List<String> headers) {
        List<String> pairs = new ArrayList<>();
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                if (!pair.isBlank()) {
                    pairs.add(pair.strip());
                }
            }
        }
        return pairs;
    }
}
