package dev.slipway.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the platform knows of a workspace's activity: a pure function of what each look saw and when it took place. Time in
 * which a part could not be observed, or in which nobody looked, never counts as idle time.
 *
 * @param lookedAt when the last look was
 * @param activeAt when the workspace is last known to have done something; its start counts
 * @param knownFrom since when every part has been observed without a gap
 * @param parts how each part stood at the last look; empty before the first look
 */
public record Activity(Instant lookedAt, Instant activeAt, Instant knownFrom, Map<ActivityPart, Standing> parts) {
    public Activity {
        parts = Map.copyOf(parts);
    }

    /** How a part, or all of them together, stand. */
    @Schema(name = "ActivityState")
    public enum State {
        /** The part has done something since the previous look. */
        ACTIVE,
        IDLE,
        /** The look could not find out whether the part does something. */
        UNKNOWN
    }

    /**
     * How one part stands.
     *
     * @param lastAt when it last did something, as far as it was looked at
     * @param detail what was seen, for a person
     */
    public record Standing(State state, Optional<Instant> lastAt, String detail) {}

    /** The activity of a workspace at its start: no look has taken place yet, and no time has gone unobserved. */
    public static Activity atStart(Instant start) {
        return new Activity(start, start, start, Map.of());
    }

    /**
     * The activity after one more look.
     *
     * @param signs what the look saw of each part; a part without a sign counts as unknown
     * @param longestGap the longest time between two looks that still counts as observed without a gap
     */
    public Activity after(Map<ActivityPart, Sign> signs, Instant now, Duration longestGap) {
        Map<ActivityPart, Standing> next = new EnumMap<>(ActivityPart.class);
        Instant active = activeAt;
        boolean isKnown = !lookedAt.plus(longestGap).isBefore(now);
        for (ActivityPart part : ActivityPart.values()) {
            Sign sign = signs.getOrDefault(part, new Sign.Unknown("It was not looked at"));
            Standing standing = standing(part, sign, now);
            next.put(part, standing);
            isKnown &= standing.state() != State.UNKNOWN;
            active = later(active, standing.lastAt().orElse(active));
        }
        return new Activity(now, active, isKnown ? knownFrom : now, next);
    }

    private Standing standing(ActivityPart part, Sign sign, Instant now) {
        Optional<Instant> before = Optional.ofNullable(parts.get(part)).flatMap(Standing::lastAt);
        return switch (sign) {
            case Sign.Seen seen -> {
                Instant at = seen.at().isAfter(now) ? now : seen.at();
                State state = at.isAfter(lookedAt) ? State.ACTIVE : State.IDLE;
                yield new Standing(state, Optional.of(later(at, before.orElse(at))), seen.detail());
            }
            case Sign.Quiet quiet -> new Standing(State.IDLE, before, quiet.detail());
            case Sign.Unknown unknown -> new Standing(State.UNKNOWN, before, unknown.detail());
        };
    }

    /** The same activity, with the time at which another process of the platform last saw the workspace active. */
    public Activity alsoActiveAt(Optional<Instant> at) {
        return new Activity(lookedAt, later(activeAt, at.orElse(activeAt)), knownFrom, parts);
    }

    /**
     * The state of the whole workspace: active if any part is active; otherwise unknown if any part is unknown; otherwise idle.
     */
    public State state() {
        boolean isActive = parts.values().stream().anyMatch(part -> part.state() == State.ACTIVE);
        boolean isUnknown = parts.values().stream().anyMatch(part -> part.state() == State.UNKNOWN);
        if (isActive) {
            return State.ACTIVE;
        }
        return isUnknown || parts.isEmpty() ? State.UNKNOWN : State.IDLE;
    }

    /** Since when it is known to do nothing, while it is {@link State#IDLE}. */
    public Instant idleFrom() {
        return later(activeAt, knownFrom);
    }

    /** Which parts are unknown and why, in words. */
    public String unknown() {
        return parts.entrySet().stream()
                .filter(part -> part.getValue().state() == State.UNKNOWN)
                .sorted(Map.Entry.comparingByKey())
                .map(part -> part.getKey().word() + ": " + part.getValue().detail())
                .reduce((one, other) -> one + "; " + other)
                .orElse("It was not looked at yet");
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
