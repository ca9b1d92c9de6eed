package dev.slipway.request;

import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition that a change may come with: {@code If-Match}
 * (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, 13.1.1</a>). Of a tag its version alone counts: what
 * happened to a thing by itself does not make a change of it stale.
 */
public final class IfMatch {
    /** None: the change is meant for whatever is there. */
    public static final IfMatch ANYTHING = new IfMatch(Optional.empty());

    private final Optional<EntityTags> tags;

    private IfMatch(Optional<EntityTags> tags) {
        this.tags = tags;
    }

    /**
     * Reads it: tags in quotation marks with commas between, or {@code *}.
     *
     * @param header absent: the change is meant for whatever is there
     * @throws ProblemException {@code invalid-request} when it is neither
     */
    public static IfMatch of(@Nullable String header) {
        return new IfMatch(EntityTags.read("If-Match", header));
    }

    /**
     * Lets a change pass that is meant for what is there now. A weak tag is that of nothing.
     *
     * @param version of the state that is there
     * @param what is changed, such as {@code The workspace}
     * @throws ProblemException {@code stale} when it is meant for another
     */
    public void require(long version, String what) {
        boolean isMeant = tags.map(given -> given.listed().stream().anyMatch(tag -> isOf(tag, version)))
                .orElse(true);
        if (!isMeant) {
            throw new ProblemException(ProblemCode.STALE, what + " was changed since; look at it again");
        }
    }

    private static boolean isOf(String tag, long version) {
        return tag.startsWith("\"" + version + ".") || tag.equals("\"" + version + "\"");
    }
}
