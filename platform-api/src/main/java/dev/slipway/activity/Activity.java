package dev.slipway.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is known of a workspace's activity: the one judgement of it, a pure function of what looks told and when they were. Time
 * in which a part could not be told, or in which nobody looked, is never counted as time in which nothing happened.
 *
 * @param lookedAt when the last look was
 * @param activeAt when it last did something, as far as it is known; its start counts
 * @param knownFrom since when all parts have been told without a gap
 * @param parts what the last look told of each part; empty before the first
 */
public record Activity(Instant lookedAt, Instant activeAt, Instant knownFrom, Map<ActivityPart, Standing> parts) {
    public Activity {
        parts = Map.copyOf(parts);
    }

    /** How a part, or all of them together, stand. */
    @Schema(name = "ActivityState")
    public enum State {
        /** It has done something since the look before. */
        ACTIVE,
        IDLE,
        /** It cannot be told. */
        UNKNOWN
    }

    /**
     * How one part stands.
     *
     * @param lastAt when it last did something, as far as it was looked at
     * @param detail what was seen, for a person
     */
    public record Standing(State state, Optional<Instant> lastAt, String detail) {}

    /** What is known of it at its start: it begins anew, and nothing has been missed. */
    public static Activity atStart(Instant start) {
        return new Activity(start, start, start, Map.of());
    }

    /**
     * What is known after one more look.
     *
     * @param signs what the look told of every part
     * @param longestGap time between two looks after which something may have been missed
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

    /** With what another process of the platform saw. */
    public Activity alsoActiveAt(Optional<Instant> at) {
        return new Activity(lookedAt, later(activeAt, at.orElse(activeAt)), knownFrom, parts);
    }

    /** How all parts together stand: one that is active is enough, and one that cannot be told keeps the rest from being idle. */
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

    /** The parts that cannot be told, in words. */
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
