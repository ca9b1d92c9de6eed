package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogEndTest {
    private final LogEnd end = new LogEnd(100, 10);

    @Test
    void keepsTheLastWholeLines() {
        for (int i = 0; i < 1000; i++) {
            write("line " + i + " €");
        }
        end.onEnd(Optional.empty());
        assertThat(end.text().orElseThrow().lines().skip(1))
                .allMatch(line -> line.matches("line 99\\d €"))
                .endsWith("line 999 €");
        assertThat(end.text()
                        .orElseThrow()
                        .lines()
                        .skip(1)
                        .mapToInt(line -> line.length() + 1)
                        .sum())
                .isLessThanOrEqualTo(100);
        assertThat(end.fault()).isEmpty();
    }

    @Test
    void saysHowManyLinesItLeavesOut() {
        for (int i = 0; i < 25; i++) {
            write("" + i);
        }
        assertThat(end.text().orElseThrow().lines())
                .hasSize(11)
                .startsWith("… 15 or more earlier lines are left out here", "15")
                .endsWith("24");
    }

    @Test
    void keepsAllOfWhatJustFits() {
        write("x".repeat(99));
        assertThat(end.text()).contains("x".repeat(99) + "\n");
    }

    @Test
    void keepsNothingOfALineThatIsTooLong() {
        write("x".repeat(1000));
        assertThat(end.text()).contains("… 1 or more earlier lines are left out here\n");
    }

    @Test
    void saysThatTheRestIsMissing() throws InterruptedException {
        write("first");
        end.await(Duration.ZERO);
        assertThat(end.fault()).isPresent();
        assertThat(end.text().orElseThrow()).startsWith("first\n… the rest could not be read: ");
    }

    @Test
    void isNothingWhereNothingCouldBeRead() {
        end.onEnd(Optional.of(new EngineException.Unavailable("away", null)));
        assertThat(end.fault()).contains("away");
        assertThat(end.text()).isEmpty();
    }

    @Test
    void holdsNoZeroByte() {
        write("a\0b");
        assertThat(end.text()).contains("ab\n");
    }

    private void write(String text) {
        end.onItem(new LogLine(Instant.EPOCH, LogLine.Stream.STDOUT, text));
    }
}
