package dev.slipway.floor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The time of this machine, and what a test let pass beside it. */
public final class MovableClock extends Clock {
    private final AtomicReference<Duration> jumped = new AtomicReference<>(Duration.ZERO);
    private final Clock machine = Clock.systemUTC();
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    /** Lets time pass at once. */
    public void pass(Duration time) {
        passed.accumulateAndGet(time, Duration::plus);
    }

    /** Lets the machine's clock jump, forward or back, while no time passes. */
    public void jump(Duration by) {
        jumped.accumulateAndGet(by, Duration::plus);
    }

    /** How time passes, which does not jump. */
    public long nanos() {
        return Duration.ofNanos(System.nanoTime()).plus(passed.get()).toNanos();
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(passed.get()).plus(jumped.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the platform knows instants alone");
    }
}
