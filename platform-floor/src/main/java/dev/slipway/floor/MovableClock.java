package dev.slipway.floor;

import dev.slipway.engine.SteadyClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The time of this machine, as the platform takes it, and what a test let pass beside it. */
public final class MovableClock extends Clock {
    private final AtomicReference<Duration> jumped = new AtomicReference<>(Duration.ZERO);
    private final InstantSource machine =
            new SteadyClock(() -> Clock.systemUTC().instant().plus(jumped.get()), System::nanoTime);
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    /** Lets time pass at once. */
    public void pass(Duration time) {
        passed.accumulateAndGet(time, Duration::plus);
    }

    /** Lets the machine's clock jump, forward or back, while no time passes. */
    public void jump(Duration by) {
        jumped.accumulateAndGet(by, Duration::plus);
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(passed.get());
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
