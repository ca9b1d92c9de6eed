package dev.slipway.catalog.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a registry wants to be asked: one challenge of a {@code WWW-Authenticate} header
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, 11.6.1</a>).
 *
 * @param scheme {@code basic} or {@code bearer}
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*(basic|bearer)\\s+");
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z_]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    /** The one to follow: a token is preferred to a password with each request. */
    static Optional<Challenge> preferred(List<String> headers) {
        Optional<Challenge> best = Optional.empty();
        for (String header : headers) {
            Matcher scheme = SCHEME.matcher(header);
            while (scheme.find()) {
                Challenge challenge =
                        new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters(header, scheme.end()));
                if (best.isEmpty() || challenge.scheme().equals("bearer")) {
                    best = Optional.of(challenge);
                }
            }
        }
        return best;
    }

    /** The parameters from there up to the next challenge. */
    private static Map<String, String> parameters(String header, int from) {
        Map<String, String> parameters = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(header);
        int at = from;
        while (parameter.find(at) && header.substring(at, parameter.start()).matches("[\\s,]*")) {
            String quoted = parameter.group(2);
            parameters.put(
                    parameter.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
            at = parameter.end();
        }
        return parameters;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
