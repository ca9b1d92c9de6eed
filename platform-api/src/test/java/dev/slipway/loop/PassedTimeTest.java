package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PassedTimeTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T12:00:00Z");

    private Instant host = BEGIN;
    private long nanos = -5; // of no meaning in itself
    private final PassedTime passed = new PassedTime(() -> host, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
        host = host.plus(time);
        passed.look();
    }

    @Test
    void goesWithTheHostsClock() {
        assertThat(passed.since(BEGIN)).isZero();
        pass(Duration.ofHours(3));
        assertThat(passed.since(BEGIN)).isEqualTo(Duration.ofHours(3));
        assertThat(passed.since(BEGIN.minusSeconds(60))).isEqualTo(Duration.ofMinutes(181));
        assertThat(passed.since(host.plusSeconds(60))).isZero();
        host = host.plusMillis(1500); // set right
        assertThat(passed.since(BEGIN)).isEqualTo(Duration.ofHours(3).plusMillis(1500));
    }

    @Test
    void leavesOutWhatTheClockLeapt() {
        pass(Duration.ofMinutes(1));
        Instant before = host;
        pass(Duration.ofMinutes(1));
        host = host.plus(Duration.ofHours(1));
        assertThat(passed.since(BEGIN)).isEqualTo(Duration.ofMinutes(2));
        assertThat(passed.since(before)).isEqualTo(Duration.ofMinutes(1));
        Instant after = host;
        pass(Duration.ofMinutes(5));
        assertThat(passed.since(BEGIN)).isEqualTo(Duration.ofMinutes(7));
        assertThat(passed.since(after)).isEqualTo(Duration.ofMinutes(5));
        host = host.plus(Duration.ofHours(2));
        assertThat(passed.since(BEGIN)).isEqualTo(Duration.ofMinutes(7));
        assertThat(passed.since(after)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void takesNothingForOlderThanItIsAfterALeapBack() {
        pass(Duration.ofMinutes(1));
        Instant before = host;
        host = host.minus(Duration.ofHours(1));
        pass(Duration.ofMinutes(1));
        assertThat(passed.since(before)).isZero();
        assertThat(passed.since(host)).isZero();
        pass(Duration.ofHours(2));
        assertThat(passed.since(before)).isLessThanOrEqualTo(Duration.ofMinutes(121));
    }
}
