package dev.slipway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "5, 8000", "6, 10000", "1000, 10000"})
    void doublesUpToTheLongest(int failures, long millis) {
        assertThat(BACKOFF.after(failures)).isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
    }

    @Test
    void bringsThoseWhoFailedTogetherBackOneByOne() {
        Set<Duration> pauses =
                IntStream.range(0, 100).mapToObj(i -> BACKOFF.after(6)).collect(Collectors.toSet());
        assertThat(pauses).hasSizeGreaterThan(10);
    }
}
