package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T12:00:00Z");

    private Instant host = BEGIN;
    private long nanos = -5; // of no meaning in itself
    private final SteadyClock clock = new SteadyClock(() -> host, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
        host = host.plus(time);
    }

    private Duration shown() {
        return Duration.between(BEGIN, clock.instant());
    }

    @Test
    void goesWithTheHosts() {
        assertThat(shown()).isZero();
        pass(Duration.ofHours(3));
        assertThat(shown()).isEqualTo(Duration.ofHours(3));
        host = host.plusMillis(1500); // set right
        assertThat(shown()).isEqualTo(Duration.ofHours(3).plusMillis(1500));
    }

    @Test
    void followsALeapForwardATenthFasterThanTimePasses() {
        host = host.plus(Duration.ofHours(1));
        assertThat(shown()).isZero();
        pass(Duration.ofMinutes(10));
        assertThat(shown()).isEqualTo(Duration.ofMinutes(11));
        pass(Duration.ofHours(10));
        assertThat(clock.instant()).isEqualTo(host);
    }

    @Test
    void followsALeapBackATenthSlowerAndNeverGoesBack() {
        host = host.minus(Duration.ofHours(1));
        assertThat(shown()).isZero();
        pass(Duration.ofMinutes(10));
        assertThat(shown()).isEqualTo(Duration.ofMinutes(9));
        pass(Duration.ofHours(20));
        assertThat(clock.instant()).isEqualTo(host);
        host = host.minusSeconds(1);
        Instant before = clock.instant();
        assertThat(clock.instant()).isEqualTo(before);
        assertThat(before).isAfterOrEqualTo(host);
    }
}
