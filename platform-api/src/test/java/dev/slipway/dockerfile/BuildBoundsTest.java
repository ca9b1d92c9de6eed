package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildBoundsTest {
    @TempDir
    private Path disk;

    @Test
    void stopsWhatTakesTooLong() {
        try (BuildBounds bounds = new BuildBounds(Optional.empty(), Duration.ofMillis(100), 0)) {
            assertThatThrownBy(() -> Thread.sleep(Duration.ofSeconds(30))).isInstanceOf(InterruptedException.class);
            assertThat(bounds.broken())
                    .hasValueSatisfying(fault -> assertThat(fault).hasMessageContaining("longer than the PT0.1S"));
        }
    }

    @Test
    void stopsWhatLeavesTooLittleOfTheDisk() {
        try (BuildBounds bounds = new BuildBounds(Optional.of(disk), Duration.ofHours(1), Long.MAX_VALUE)) {
            assertThatThrownBy(() -> Thread.sleep(Duration.ofSeconds(30))).isInstanceOf(InterruptedException.class);
            assertThat(bounds.broken())
                    .hasValueSatisfying(fault -> assertThat(fault).hasMessageContaining("left on the engine's disk"));
        }
    }

    @Test
    void letsABuildBeWhereNobodyKnowsTheDisk() {
        Path gone = disk.resolve("gone");
        try (BuildBounds bounds = new BuildBounds(Optional.of(gone), Duration.ofHours(1), Long.MAX_VALUE)) {
            assertThat(bounds.broken()).isEmpty();
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void letsABuildBeThatKeepsToThem() {
        try (BuildBounds bounds = new BuildBounds(Optional.of(disk), Duration.ofHours(1), 1)) {
            assertThat(bounds.broken()).isEmpty();
        }
        assertThat(Thread.interrupted()).isFalse();
    }
}
