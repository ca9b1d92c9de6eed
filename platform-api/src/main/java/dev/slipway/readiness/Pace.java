package dev.slipway.readiness;

import java.time.Duration;

/** How often a server that starts is asked whether it serves. */
public final class Pace {
    private static final Duration LEAST_BETWEEN_ASKS = Duration.ofMillis(10);
    private static final Duration MOST_BETWEEN_ASKS = Duration.ofMillis(500);

    private Pace() {}

    /**
     * A fortieth of the time waited so far, so that the wait grows by little, and a hundred asks a second for all that wait
     * together: many who start at once are not slowed further by being asked.
     *
     * @param waiting how many servers are waited for
     */
    public static Duration betweenAsks(Duration waited, int waiting) {
        Duration share = waited.dividedBy(40);
        Duration least = LEAST_BETWEEN_ASKS.multipliedBy(Math.max(1, waiting));
        Duration most = MOST_BETWEEN_ASKS.compareTo(least) > 0 ? MOST_BETWEEN_ASKS : least;
        if (share.compareTo(least) < 0) {
            return least;
        }
        return share.compareTo(most) > 0 ? most : share;
    }
}
