package dev.slipway.request;

import dev.slipway.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tags of states as a condition lists them, in quotation marks with commas between
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110, 8.8.3</a>).
 *
 * @param listed each as it stands there, weak ones with their {@code W/}
 */
record EntityTags(List<String> listed) {
    private static final int LONGEST = 1_024;
    private static final String TAG = "(?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"";
    private static final Pattern TAGS = Pattern.compile(TAG + "(?:[ \\t]*,[ \\t]*" + TAG + ")*");
    private static final Pattern ONE = Pattern.compile(TAG);

    /**
     * Reads a condition.
     *
     * @param name of the header
     * @param header absent or {@code *}: it names no tag
     * @throws ProblemException {@code invalid-request} when it is neither
     */
    static Optional<EntityTags> read(String name, @Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        if (header.length() > LONGEST || !TAGS.matcher(header.strip()).matches()) {
            throw ProblemException.invalid(
                    name, "is *, or tags such as \"7\", in quotation marks, with commas between");
        }
        return Optional.of(new EntityTags(
                ONE.matcher(header).results().map(MatchResult::group).toList()));
    }
}
