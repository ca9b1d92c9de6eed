package dev.slipway.loop;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * When a loop does its rounds, and where.
 *
 * @param name of the loop, in logs, metrics and health; two of one process have two names
 * @param reach among how many processes it is done once
 * @param pause from a round's end to the next, asked anew each time
 * @param first the pause before the first round, where that is less
 * @param longestRound whoever is at one for longer hangs, so that the process counts as dead
 */
public record Schedule(String name, Reach reach, Supplier<Duration> pause, Duration first, Duration longestRound) {
    /**
     * Longer than any round that only asks the database, the engine and servers can take, even if each of them answers just before its
     * deadline.
     */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

    /** The pause before the first round, so that work that is not urgent does not slow the platform's start. */
    private static final Duration AFTER_THE_START = Duration.ofSeconds(5);

    /** Rounds that are over in minutes, the first one some seconds after the process's start. */
    public static Schedule every(Duration pause, String name, Reach reach) {
        return every(() -> pause, name, reach);
    }

    /** As {@link #every(Duration, String, Reach)}, with a pause that may change. */
    public static Schedule every(Supplier<Duration> pause, String name, Reach reach) {
        return new Schedule(name, reach, pause, AFTER_THE_START, LONGEST_ROUND);
    }

    /** The same with the first round before the first pause. */
    public Schedule fromNowOn() {
        return new Schedule(name, reach, pause, Duration.ZERO, longestRound);
    }

    /** The same with rounds that may take as long as that. */
    public Schedule withRoundsOf(Duration longest) {
        return new Schedule(name, reach, pause, first, longest);
    }
}
