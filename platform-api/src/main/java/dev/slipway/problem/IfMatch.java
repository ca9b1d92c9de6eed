package dev.slipway.problem;

import java.util.Optional;

/** The condition that a change may come with ({@code If-Match}). */
public final class IfMatch {
    private IfMatch() {}

    /**
     * Lets a change pass that is meant for what is there now.
     *
     * @param meant the tag of the state that it is meant for, or {@code *}; empty: any
     * @param now the tag of the state that is there, quoted
     * @param what is changed, such as {@code The workspace}
     * @throws ProblemException {@code stale} when it is meant for another
     */
    public static void require(Optional<String> meant, String now, String what) {
        if (meant.filter(tag -> !tag.equals("*") && !tag.equals(now)).isPresent()) {
            throw new ProblemException(ProblemCode.STALE, what + " was changed since; look at it again");
        }
    }
}
