package dev.slipway.problem;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The condition that a change may come with: {@code If-Match}
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, 13.1.1</a>).
 */
public final class IfMatch {
    /** None: the change is meant for whatever is there. */
    public static final IfMatch ANYTHING = new IfMatch(Optional.empty());

    private static final String TAG = "(?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"";
    private static final Pattern TAGS = Pattern.compile(TAG + "(?:[ \\t]*,[ \\t]*" + TAG + ")*");
    private static final Pattern ONE = Pattern.compile(TAG);

    private final Optional<String> tags;

    private IfMatch(Optional<String> tags) {
        this.tags = tags;
    }

    /**
     * Reads it: tags in quotation marks with commas between, or {@code *}.
     *
     * @param header absent: the change is meant for whatever is there
     * @throws ProblemException {@code invalid-request} when it is neither
     */
    public static IfMatch of(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return ANYTHING;
        }
        if (header.length() > 1_024 || !TAGS.matcher(header.strip()).matches()) {
            throw ProblemException.invalid(
                    "If-Match", "is *, or tags such as \"7\", in quotation marks, with commas between");
        }
        return new IfMatch(Optional.of(header));
    }

    /**
     * Lets a change pass that is meant for what is there now. A weak tag is that of nothing.
     *
     * @param now the tag of the state that is there, quoted
     * @param what is changed, such as {@code The workspace}
     * @throws ProblemException {@code stale} when it is meant for another
     */
    public void require(String now, String what) {
        boolean isMeant = tags.map(list ->
                        ONE.matcher(list).results().anyMatch(tag -> tag.group().equals(now)))
                .orElse(true);
        if (!isMeant) {
            throw new ProblemException(ProblemCode.STALE, what + " was changed since; look at it again");
        }
    }
}
