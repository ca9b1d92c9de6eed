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
 * start on, if {@link #look} is called now and then. After a leap backward, everything counts as younger than it is, so that nothing ends
 * early.
 */
public final class PassedTime {
    private static final Logger LOG = Logger.getLogger(PassedTime.class);

    /** A correction of the clock up to this size counts as passing time, not as a leap. */
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

    /** How much time has passed since an instant, without leaps of the clock; zero for an instant in the future. */
    public synchronized Duration since(Instant then) {
        Instant now = look();
        Duration shown = Duration.between(then, now);
        for (Leap leap : leaps) {
            // The leap lies between the instant and now: its length is no time that has passed.
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
