package dev.slipway.request;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the bytes of an answer are written, best first (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3">RFC 9110, 12.5.3</a>). */
public enum Coding {
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz"),
    IDENTITY("identity", "");

    /** What {@code Content-Encoding} calls it. */
    public final String token;

    /** What the name of a file that is written so ends with. */
    public final String suffix;

    private static final Pattern CHOICE =
            Pattern.compile("\\s*([\\w!#$%&'*+.^`|~-]+)\\s*(?:;\\s*[qQ]\\s*=\\s*([01](?:\\.\\d{0,3})?)\\s*)?");

    Coding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    /**
     * Which of the available codings a client prefers; among codings that it prefers alike, the best.
     *
     * @param accepted its {@code Accept-Encoding}; null: it says nothing, and gets the bytes as they are
     * @return empty: the client accepts none of them
     */
    public static Optional<Coding> wanted(@Nullable String accepted, Collection<Coding> there) {
        if (accepted == null) {
            return Optional.of(IDENTITY);
        }
        Map<String, Double> weights = weights(accepted);
        Coding best = null;
        for (Coding coding : values()) {
            boolean better =
                    there.contains(coding) && weight(coding, weights) > (best == null ? 0 : weight(best, weights));
            if (better) {
                best = coding;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The weights of the codings that the client names; an entry that cannot be read is passed over. */
    private static Map<String, Double> weights(String accepted) {
        Map<String, Double> weights = new HashMap<>();
        for (String choice : accepted.split(",", -1)) {
            Matcher matcher = CHOICE.matcher(choice);
            if (matcher.matches()) {
                String token = matcher.group(1).toLowerCase(Locale.ROOT);
                weights.put(
                        token.equals("x-gzip") ? GZIP.token : token,
                        matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2)));
            }
        }
        return weights;
    }

    /** The bytes as they are may always be sent, as a last resort, unless they are refused. */
    private static double weight(Coding coding, Map<String, Double> weights) {
        Double named = weights.getOrDefault(coding.token, weights.get("*"));
        if (named != null) {
            return named;
        }
        return coding == IDENTITY ? 0.0001 : 0;
    }
}
