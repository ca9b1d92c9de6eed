package dev.slipway.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether someone is held to take too much: only what lasts counts, so that a moment's peak is not told of and a moment's rest
 * does not end it.
 *
 * @param stands whether it is held so
 * @param differsSince since when what is seen has been otherwise; empty: it is as held
 */
record Excess(boolean stands, Optional<Instant> differsSince) {
    static final Excess NONE = new Excess(false, Optional.empty());

    /**
     * After one more look.
     *
     * @param seen whether it is too much now
     * @param grace how long it has to last until it counts
     */
    Excess after(boolean seen, Instant now, Duration grace) {
        if (seen == stands) {
            return new Excess(stands, Optional.empty());
        }
        Instant since = differsSince.orElse(now);
        return since.plus(grace).isAfter(now)
                ? new Excess(stands, Optional.of(since))
                : new Excess(seen, Optional.empty());
    }
}
