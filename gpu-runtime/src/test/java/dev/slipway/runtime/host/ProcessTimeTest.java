package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTimeTest {
    @Test
    void readsTheTimesWhateverTheProgramIsNamed() {
        String fields = " S 17 42 42 0 -1 4194560 1 2 3 4 250 50 99 99 20 0 1 0 12345 1000 200";
        ProcessTime time = new ProcessTime(42, 12345, 3_000_000_000L);
        assertThat(ProcessTime.in(42, "42 (jupyter-lab)" + fields)).isEqualTo(time);
        assertThat(ProcessTime.in(42, "42 (a) S 9 (b)" + fields)).isEqualTo(time);
    }

    @Test
    void tellsNothingOfAProcessThatIsNotThere() {
        assertThat(ProcessTime.of(0)).isEmpty();
    }
}
