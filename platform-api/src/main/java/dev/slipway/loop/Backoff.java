package dev.slipway.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between tries of what fails: each twice the one before, up to a longest.
 *
 * @param first after the first failure; positive
 * @param last the longest
 */
public record Backoff(Duration first, Duration last) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * How long to wait: between half of it and the whole, so that those who failed together do not come back together.
     *
     * @param failures in a row, 1 or more
     */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS));
        Duration pause = doubled.compareTo(last) < 0 ? doubled : last;
        return pause.multipliedBy(ThreadLocalRandom.current().nextInt(50, 101)).dividedBy(100);
    }
}
