package dev.slipway.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * How long ago something was, by the time that has passed since. A host's clock may leap forward, set right by someone or awake after a
 * sleep: what has run for a minute has not run out of its time by that, nor been idle for an hour. Leaps are known from this process's
 * start on, if {@link #look} is called now and then. A leap back makes all younger than it is, which ends nothing early.
 */
public final class PassedTime {
    private static final Logger LOG = Logger.getLogger(PassedTime.class);

    /** What a clock is set right by without anyone's noticing. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private final InstantSource host;
    private final LongSupplier nanos;
    private final List<Leap> leaps = new ArrayList<>();
    private Instant last;
    private long lastNanos;

    /**
     * Begins now.
     *
     * @param host the clock by which times are stored
     * @param nanos how time passes, as {@link System#nanoTime} tells
     */
    public PassedTime(InstantSource host, LongSupplier nanos) {
        this.host = host;
        this.nanos = nanos;
        this.last = host.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /**
     * The host's clock leapt forward.
     *
     * @param from what it last showed before
     */
    private record Leap(Instant from, Duration by) {}

    /** How much time has passed since then; what is yet to come is zero ago. */
    public synchronized Duration since(Instant then) {
        Instant now = look();
        Duration shown = Duration.between(then, now);
        for (Leap leap : leaps) {
            // The leap lies between then and now, and is no time that passed.
            if (then.isBefore(leap.from().plus(leap.by()))) {
                shown = shown.minus(leap.by());
            }
        }
        return shown.isNegative() ? Duration.ZERO : shown;
    }

    /** Notices whether the clock has leapt since this was called last. */
    synchronized Instant look() {
        Instant now = host.instant();
        long nowNanos = nanos.getAsLong();
        Duration by = Duration.between(last, now).minusNanos(nowNanos - lastNanos);
        if (by.compareTo(TOLERATED) > 0) {
            LOG.warnf("the host's clock leapt by=%s", by);
            leaps.add(new Leap(last, by));
        }
        last = now;
        lastNanos = nowNanos;
        return now;
    }
}
