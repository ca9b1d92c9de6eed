package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.monitor.ReachedLimits.Reached;
import dev.slipway.notice.EventCode;
import dev.slipway.runtime.host.ContainerMeters.Memory;
import dev.slipway.runtime.host.ContainerMeters.Processes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachedLimitsTest {
    private static final Optional<Memory> NO_MEMORY = Optional.empty();
    private static final Optional<Processes> NO_PROCESSES = Optional.empty();

    @Test
    void tellsNothingWhereNothingWasRefused() {
        assertThat(ReachedLimits.in(
                        Optional.of(new Memory(1 << 30, 1 << 30, 0, true)), Optional.of(new Processes(512, 0))))
                .isEmpty();
        assertThat(ReachedLimits.in(NO_MEMORY, NO_PROCESSES)).isEmpty();
    }

    @Test
    void tellsTheMemoryThatWasReachedAndWhatToDo() {
        List<Reached> reached = ReachedLimits.in(Optional.of(new Memory(256 << 20, 255 << 20, 2, true)), NO_PROCESSES);
        assertThat(reached).extracting(Reached::code).containsExactly(EventCode.MEMORY_KILLED);
        assertThat(reached.getFirst().message())
                .contains("2 programs here were killed", "255 MiB of its 256Mi", "with more memory");
    }

    @Test
    void tellsTheHostsMemoryFromTheWorkspacesOwn() {
        List<Reached> reached = ReachedLimits.in(Optional.of(new Memory(1L << 32, 10 << 20, 1, false)), NO_PROCESSES);
        assertThat(reached.getFirst().message())
                .contains("A program here was killed", "this machine's memory was used up", "10 MiB of its 4Gi")
                .doesNotContain("with more memory");
    }

    @Test
    void tellsHowManyProcessesThereWereAndWhatToDo() {
        List<Reached> reached = ReachedLimits.in(NO_MEMORY, Optional.of(new Processes(512, 17)));
        assertThat(reached).extracting(Reached::code).containsExactly(EventCode.PROCESSES_REFUSED);
        assertThat(reached.getFirst().message())
                .contains("512 processes and threads", "17 more", "use fewer workers", "SLIPWAY_WORKSPACES_PIDS");
    }
}
