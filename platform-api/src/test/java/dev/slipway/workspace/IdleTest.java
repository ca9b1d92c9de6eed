package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleTest {
    private static final Instant ACTIVE = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest(name = "timeout {0}, idle for {1}: {2}")
    @CsvSource({
        "PT30M, PT0S, Active",
        "PT30M, PT23M59S, Active",
        "PT30M, PT24M, Warned",
        "PT30M, PT29M59S, Warned",
        "PT30M, PT30M, Over",
        "PT24H, PT23H49M, Active",
        "PT24H, PT23H50M, Warned",
        "PT24H, PT48H, Over",
        "PT10S, PT8S, Warned"
    })
    void warnsAFifthOfTheTimeBeforeTheEndAndNoMoreThanTenMinutes(Duration timeout, Duration idle, String verdict) {
        assertThat(Idle.judge(ACTIVE, timeout, ACTIVE.plus(idle)).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void saysWhenItIsStopped() {
        assertThat(Idle.judge(ACTIVE, Duration.ofMinutes(30), ACTIVE.plusSeconds(1500)))
                .isEqualTo(new Idle.Warned(ACTIVE.plusSeconds(1800)));
    }
}
