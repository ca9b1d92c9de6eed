package dev.slipway.monitor;

import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import dev.slipway.notice.Sentences;
import dev.slipway.runtime.host.ContainerMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the kernel's counts of limits that a container reached into what its owner is told: a pure function of these counts. */
final class ReachedLimits {
    private ReachedLimits() {}

    /**
     * A limit that was reached.
     *
     * @param count how often since the container's start
     * @param what is told of it
     */
    record Reached(long count, Notice.Sighting what) {
        EventCode code() {
            return EventCode.of(what);
        }

        String message() {
            return Sentences.of(what);
        }
    }

    static List<Reached> in(Optional<ContainerMeters.Memory> memory, Optional<ContainerMeters.Processes> processes) {
        List<Reached> reached = new ArrayList<>();
        memory.filter(counted -> counted.kills() > 0)
                .ifPresent(counted -> reached.add(new Reached(
                        counted.kills(),
                        new Notice.MemoryKilled(
                                counted.kills(), counted.peak(), counted.limit(), counted.isOwnLimit()))));
        processes
                .filter(counted -> counted.refused() > 0)
                .ifPresent(counted -> reached.add(new Reached(
                        counted.refused(), new Notice.ProcessesRefused(counted.limit(), counted.refused()))));
        return reached;
    }
}
