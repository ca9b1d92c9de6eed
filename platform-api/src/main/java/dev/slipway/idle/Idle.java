package dev.slipway.idle;

import dev.slipway.activity.Activity;
import java.time.Duration;
import java.time.Instant;

/** What to do about a workspace that may be idle: a pure function of what is known of its activity. */
sealed interface Idle {
    /** A warning comes a fifth of the timeout before the stop, and no earlier than this. */
    Duration LONGEST_WARNING = Duration.ofMinutes(10);

    /** The workspace did something not long ago. */
    record Active() implements Idle {}

    /** It is stopped soon, unless it does something. */
    record Warned(Instant stopsAt) implements Idle {}

    /** Its time is over. */
    record Over() implements Idle {}

    /** Whether the workspace is idle is not known, so that it is not stopped. */
    record Unknown(String why) implements Idle {}

    /**
     * Judges a workspace.
     *
     * @param activity what is known of it
     * @param timeout how long it may do nothing
     */
    static Idle judge(Activity activity, Duration timeout, Instant now) {
        return switch (activity.state()) {
            case UNKNOWN -> new Unknown(activity.unknown());
            case ACTIVE, IDLE -> judge(activity.idleFrom(), timeout, now);
        };
    }

    private static Idle judge(Instant idleFrom, Duration timeout, Instant now) {
        Instant stopsAt = idleFrom.plus(timeout);
        Duration fifth = timeout.dividedBy(5);
        Duration warning = fifth.compareTo(LONGEST_WARNING) < 0 ? fifth : LONGEST_WARNING;
        if (!now.isBefore(stopsAt)) {
            return new Over();
        }
        return now.isBefore(stopsAt.minus(warning)) ? new Active() : new Warned(stopsAt);
    }
}
