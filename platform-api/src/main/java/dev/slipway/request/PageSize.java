package dev.slipway.request;

import dev.slipway.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/**
 * How many items a page of a list has: the query parameter {@code limit}.
 *
 * @param most 1 or more; what a request asks for is within bounds, see {@link #read}
 */
public record PageSize(int most) {
    /** How many at least, as a request writes it. */
    public static final String LEAST = "1";

    public static final String MOST = "200";

    /** What it is where a request does not say. */
    public static final String DEFAULT = "50";

    /**
     * What is on a page.
     *
     * @param last of these, by which the next page is found; empty: there is none
     */
    public record Cut<T>(List<T> items, Optional<T> last) {}

    /**
     * Reads it.
     *
     * @throws ProblemException {@code invalid-request} when it is no whole number from 1 to 200
     */
    public static PageSize read(String limit) {
        return new PageSize(Parameters.number("limit", limit, Integer.parseInt(LEAST), Integer.parseInt(MOST)));
    }

    /** How many items are to be looked for, so that it is seen whether another page follows. */
    public int andOneMore() {
        return most + 1;
    }

    /** Takes from what was looked for what is on the page. */
    public <T> Cut<T> cut(List<T> found) {
        if (found.size() <= most) {
            return new Cut<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, most);
        return new Cut<>(items, Optional.of(items.getLast()));
    }
}
