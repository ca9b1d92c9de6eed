package dev.slipway.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a holder counts as taking too much of a GPU. Only a change that lasts counts: a short peak is not reported, and a
 * short pause does not end an excess.
 *
 * @param stands whether the holder counts as taking too much
 * @param differsSince since when the looks have shown the opposite of {@code stands}; empty: the last look agrees with it
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
