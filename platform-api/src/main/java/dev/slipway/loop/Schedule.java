package dev.slipway.loop;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * When a loop does its rounds, and where.
 *
 * @param name of the loop, in logs, metrics and health; two of one process have two names
 * @param reach among how many processes it is done once
 * @param pause from a round's end to the next, asked anew each time
 * @param beginsAtOnce whether the first round is before the first pause
 * @param longestRound whoever is at one for longer hangs, so that the process counts as dead
 */
public record Schedule(
        String name, Reach reach, Supplier<Duration> pause, boolean beginsAtOnce, Duration longestRound) {
    /** Longer than any round that only asks and tells, were all that it asks to answer at the last moment. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(10);

    /** Rounds that are over in minutes, the first one after a pause. */
    public static Schedule every(Duration pause, String name, Reach reach) {
        return every(() -> pause, name, reach);
    }

    /** As {@link #every(Duration, String, Reach)}, with a pause that may change. */
    public static Schedule every(Supplier<Duration> pause, String name, Reach reach) {
        return new Schedule(name, reach, pause, false, LONGEST_ROUND);
    }

    /** The same with the first round before the first pause. */
    public Schedule fromNowOn() {
        return new Schedule(name, reach, pause, true, longestRound);
    }

    /** The same with rounds that may take as long as that. */
    public Schedule withRoundsOf(Duration longest) {
        return new Schedule(name, reach, pause, beginsAtOnce, longest);
    }
}
