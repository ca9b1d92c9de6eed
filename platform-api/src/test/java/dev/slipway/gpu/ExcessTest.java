package dev.slipway.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ExcessTest {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void standsWhenItHasLastedForTheGrace() {
        Excess excess = Excess.NONE.after(true, at(0), GRACE).after(true, at(9), GRACE);
        assertThat(excess.stands()).isFalse();
        assertThat(excess.after(true, at(10), GRACE).stands()).isTrue();
    }

    @Test
    void aPeakThatPassesDoesNotCount() {
        Excess excess =
                Excess.NONE.after(true, at(0), GRACE).after(false, at(8), GRACE).after(true, at(9), GRACE);
        assertThat(excess.after(true, at(18), GRACE).stands()).isFalse();
        assertThat(excess.after(true, at(19), GRACE).stands()).isTrue();
    }

    @Test
    void aMomentsRestDoesNotEndIt() {
        Excess excess = Excess.NONE.after(true, at(0), GRACE).after(true, at(10), GRACE);
        assertThat(excess.after(false, at(12), GRACE).after(true, at(14), GRACE).stands())
                .isTrue();
        assertThat(excess.after(false, at(12), GRACE)
                        .after(false, at(22), GRACE)
                        .stands())
                .isFalse();
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }
}
