package dev.slipway.proxy.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The platform's cookies on a workspace's origin. Several of one name may arrive, since another workspace's page can set
 * one for the whole apps domain; a cookie counts for what it proves, not for its place.
 */
public final class Cookies {
    private static final String SESSION = "slipway-workspace";

    /** Browsers take a cookie of this prefix from the host itself alone, so that no other workspace's page can set one. */
    private static final String FROM_THE_HOST_ITSELF = "__Host-";

    /** Binds a login under way to the browser that asked for it. */
    public static final String STATE = "slipway-login-state";

    /** Before the name, what a browser leaves out when it reads a cookie that has none: it sends the rest as if it were one. */
    private static final Pattern OURS =
            Pattern.compile("[\\s=]*(__(Host|Secure)-)?slipway-.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern DOMAIN = Pattern.compile(";\\s*domain\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    private Cookies() {}

    /**
     * The cookie that holds the token of a workspace session.
     *
     * @param secure whether the origin is an https one: only there can a browser tell who set it
     */
    public static String session(boolean secure) {
        return secure ? FROM_THE_HOST_ITSELF + SESSION : SESSION;
    }

    /**
     * A {@code Set-Cookie} header for one of the platform's cookies, which no script can read.
     *
     * @param lifetime zero: the browser forgets the cookie
     * @param secure whether the origin is an https one
     */
    public static String set(String name, String value, String path, Duration lifetime, boolean secure) {
        return name + "=" + value + "; Path=" + path + "; Max-Age=" + lifetime.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** The values of the cookies of this name in a {@code Cookie} header. */
    public static List<String> values(List<String> headers, String name) {
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
    public static String withoutOurs(List<String> headers) {
        return String.join(
                "; ", pairs(headers).stream().filter(pair -> !isOurs(pair)).toList());
    }

    /** What a workspace's server sets, without a domain: its cookies stay on its own origin. */
    public static List<String> ownOnly(List<String> setCookieHeaders) {
        return setCookieHeaders.stream()
                .filter(header -> !isOurs(header))
                .map(header -> DOMAIN.matcher(header).replaceAll(""))
                .toList();
    }

    private static boolean isOurs(String pair) {
        return OURS.matcher(pair).matches();
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
