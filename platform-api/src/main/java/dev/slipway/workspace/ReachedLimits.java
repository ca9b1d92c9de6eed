package dev.slipway.workspace;

import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.host.ContainerMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to tell of what the kernel counts when a container comes to a limit: a pure function of it. */
final class ReachedLimits {
    /** Programs were killed because there was no memory left. */
    static final String MEMORY = "memory-killed";

    /** No more processes or threads were let begin. */
    static final String PROCESSES = "processes-refused";

    private ReachedLimits() {}

    /**
     * A limit that was reached.
     *
     * @param code of the event
     * @param count how often since the container's start
     * @param message for its owner: the figure that was reached, and what to do
     */
    record Reached(String code, long count, String message) {}

    static List<Reached> in(Optional<ContainerMeters.Memory> memory, Optional<ContainerMeters.Processes> processes) {
        List<Reached> reached = new ArrayList<>();
        memory.filter(counted -> counted.kills() > 0)
                .ifPresent(counted -> reached.add(new Reached(MEMORY, counted.kills(), words(counted))));
        processes
                .filter(counted -> counted.refused() > 0)
                .ifPresent(counted -> reached.add(new Reached(PROCESSES, counted.refused(), words(counted))));
        return reached;
    }

    private static String words(ContainerMeters.Memory memory) {
        String killed = memory.kills() == 1
                ? "A program here was killed for memory, and what it held is lost: "
                : memory.kills() + " programs here were killed for memory, and what they held is lost: ";
        String held = memory.peak() / (1 << 20) + " MiB of its " + new Bytes(memory.limit());
        return memory.isOwnLimit()
                ? killed + held
                        + " were in use. Use less at once, shut down kernels that you do not need, remove files "
                        + "from /tmp and /dev/shm, which count too, or launch one with more memory"
                : killed + "this machine's memory was used up, while the workspace held no more than " + held
                        + ". Tell an administrator";
    }

    private static String words(ContainerMeters.Processes processes) {
        return "It came to its limit of " + processes.limit() + " processes and threads: " + processes.refused()
                + " more could not begin (\"Resource temporarily unavailable\"). End programs and kernels that you do not "
                + "need, use fewer workers or threads, or ask an administrator for more (SLIPWAY_WORKSPACES_PIDS)";
    }
}
