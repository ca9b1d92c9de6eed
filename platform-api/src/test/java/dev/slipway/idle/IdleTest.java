package dev.slipway.idle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.activity.Activity;
import dev.slipway.activity.ActivityPart;
import dev.slipway.activity.Sign;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
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
        Instant now = ACTIVE.plus(idle);
        assertThat(Idle.judge(quiet(now), timeout, now).getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void saysWhenItIsStopped() {
        Instant now = ACTIVE.plusSeconds(1500);
        assertThat(Idle.judge(quiet(now), Duration.ofMinutes(30), now))
                .isEqualTo(new Idle.Warned(ACTIVE.plusSeconds(1800)));
    }

    @Test
    void neverTakesForIdleWhatCannotBeTold() {
        Map<ActivityPart, Sign> signs = quiet();
        signs.put(ActivityPart.KERNELS, new Sign.Unknown("The server does not answer"));
        Instant now = ACTIVE.plus(Duration.ofDays(30));
        assertThat(Idle.judge(
                        Activity.atStart(ACTIVE).after(signs, now, Duration.ofDays(60)), Duration.ofMinutes(30), now))
                .isEqualTo(new Idle.Unknown("kernels: The server does not answer"));
    }

    /** Active for the last time at the start, and watched since. */
    private static Activity quiet(Instant now) {
        return Activity.atStart(ACTIVE).after(quiet(), now, Duration.ofDays(60));
    }

    private static Map<ActivityPart, Sign> quiet() {
        Map<ActivityPart, Sign> signs = new EnumMap<>(ActivityPart.class);
        for (ActivityPart part : ActivityPart.values()) {
            signs.put(part, new Sign.Quiet("nothing"));
        }
        return signs;
    }
}
