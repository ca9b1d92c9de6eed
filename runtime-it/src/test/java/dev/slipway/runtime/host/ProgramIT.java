package dev.slipway.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void tellsHowAProgramEndedAndWhatItWrote() throws Exception {
        assertThat(Program.run(SOON, "given", List.of("sh", "-c", "cat; echo error >&2; exit 3")))
                .isEqualTo(new Program.Ended(3, "givenerror\n"));
    }

    @Test
    void killsAProgramThatWritesNothingAndDoesNotEndAndWhatItStarted() {
        String mark = "3600." + ProcessHandle.current().pid();
        assertThatThrownBy(
                        () -> Program.run(Duration.ofMillis(300), "", List.of("sh", "-c", "sleep " + mark + "; true")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end");
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().arguments().stream())
                        .map(arguments -> String.join(" ", arguments)))
                .noneMatch(arguments -> arguments.contains(mark));
    }

    @Test
    void killsAProgramThatReadsNothingOfALongInput() {
        long began = System.nanoTime();
        assertThatThrownBy(() ->
                        Program.run(Duration.ofMillis(300), "x".repeat(1 << 20), List.of("sh", "-c", "sleep 60; true")))
                .isInstanceOf(IOException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    @Test
    void doesNotWaitForAChildThatKeepsTheOutputOpen() throws Exception {
        long began = System.nanoTime();
        assertThat(Program.run(SOON, "", List.of("sh", "-c", "sleep 8 & echo done"))
                        .output())
                .isEqualTo("done\n");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    }

    @Test
    void takesMoreOutputThanAPipeHolds() throws Exception {
        assertThat(Program.run(SOON, "", List.of("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"))
                        .output())
                .hasSize(1_000_000);
    }
}
