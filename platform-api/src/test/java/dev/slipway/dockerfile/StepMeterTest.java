package dev.slipway.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operation.Progress.StepProgress;
import dev.slipway.operation.Progress.StepState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepMeterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void tellsHowFarABuildIs() {
        StepMeter meter = new StepMeter(Map.of("sha256:01", "a:1"));
        List<String> said = List.of(
                "Step 1/3 : FROM sha256:01",
                " ---> 0123456789ab",
                "Step 2/3 : RUN make",
                " ---> Using cache",
                " ---> 0123456789ac",
                "STEP 3/3: RUN make install",
                "Step 4 of nothing");
        long at = 0;
        for (String line : said) {
            meter.heard(line, at);
            at += SECOND;
        }
        assertThat(meter.step()).isEqualTo(3);
        assertThat(meter.progress(at).steps())
                .containsExactly(
                        new StepProgress(1, "FROM a:1", StepState.DONE, 2),
                        new StepProgress(2, "RUN make", StepState.CACHED, 3),
                        new StepProgress(3, "RUN make install", StepState.RUNNING, 2));
        assertThat(meter.progress(at).totalSteps()).isEqualTo(3);
        meter.end(StepState.FAILED, at);
        assertThat(meter.progress(at + SECOND).steps())
                .last()
                .isEqualTo(new StepProgress(3, "RUN make install", StepState.FAILED, 2));
    }

    @Test
    void knowsNothingBeforeTheFirstStep() {
        StepMeter meter = new StepMeter(Map.of());
        meter.heard("Sending build context", 0);
        assertThat(meter.step()).isZero();
        assertThat(meter.progress(1).steps()).isEmpty();
    }
}
