package dev.slipway.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest
    @CsvSource({"0, 1, 10", "400, 1, 10", "1000, 1, 25", "60000, 1, 500", "0, 20, 200", "12000, 20, 300", "0, 100, 1000"
    })
    void asksOftenAtFirstAndRarelyWhereManyWait(long waitedMillis, int waiting, long millis) {
        assertThat(Pace.betweenAsks(Duration.ofMillis(waitedMillis), waiting)).isEqualTo(Duration.ofMillis(millis));
    }
}
