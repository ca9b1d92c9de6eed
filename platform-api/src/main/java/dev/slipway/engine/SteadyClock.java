package dev.slipway.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The host's clock, by which nobody loses an hour. Where it jumps, set right by someone or awake after a sleep, this one follows it a
 * tenth faster or slower than time passes: what has run for a minute has not run out of its time, nor been idle for an hour. It never
 * goes back.
 */
public final class SteadyClock extends Clock {
    private static final Logger LOG = Logger.getLogger(SteadyClock.class);

    /** So much the host's clock is taken for right at once. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private static final int FOLLOWED_IN = 10;

    private final InstantSource host;
    private final LongSupplier nanos;
    private Instant last;
    private long lastNanos;
    private boolean isFollowing;

    /**
     * Begins with what the host's clock says.
     *
     * @param nanos how time passes, as {@link System#nanoTime} tells
     */
    public SteadyClock(InstantSource host, LongSupplier nanos) {
        this.host = host;
        this.nanos = nanos;
        this.last = host.instant();
        this.lastNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long nowNanos = nanos.getAsLong();
        Duration passed = Duration.ofNanos(nowNanos - lastNanos);
        Instant expected = last.plus(passed);
        Duration gap = Duration.between(expected, host.instant());
        boolean isJump = gap.abs().compareTo(TOLERATED) > 0;
        if (isJump != isFollowing) {
            isFollowing = isJump;
            LOG.warnf(
                    isJump ? "the host's clock jumped, is followed slowly by=%s" : "the host's clock is followed", gap);
        }
        Duration step = isJump ? shorter(gap, passed.dividedBy(FOLLOWED_IN)) : gap;
        Instant now = expected.plus(step);
        last = now.isBefore(last) ? last : now;
        lastNanos = nowNanos;
        return last;
    }

    /** The gap, or as much of it as may be followed. */
    private static Duration shorter(Duration gap, Duration most) {
        if (gap.abs().compareTo(most) <= 0) {
            return gap;
        }
        return gap.isNegative() ? most.negated() : most;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Nobody here asks for another zone's words. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the platform knows instants alone");
    }
}
