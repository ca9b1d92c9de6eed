package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoggedBytesTest {
    @Test
    void findsTheParentWhateverTheProgramIsNamed() {
        assertThat(LoggedBytes.parentIn("42 (docker-init) S 17 42 42 0 -1")).isEqualTo(17);
        assertThat(LoggedBytes.parentIn("42 (a) R 9 (b) S 17 42 42 0 -1")).isEqualTo(17);
    }

    @Test
    void readsWhatTheKernelCounts() {
        assertThat(LoggedBytes.readIn(List.of("rchar: 4096", "wchar: 1", "read_bytes: 0")))
                .isEqualTo(OptionalLong.of(4096));
        assertThat(LoggedBytes.readIn(List.of())).isEmpty();
    }

    @Test
    void tellsNothingOfAProcessThatIsNotThere() {
        assertThat(LoggedBytes.of(0)).isEmpty();
    }
}
