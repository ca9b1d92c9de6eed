package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The processor time that one process took itself, without its children's.
 *
 * @param pid its id on this host
 * @param started when it began, in ticks since the host's start: a later process may have the same id
 * @param nanos processor time of all its threads, in nanoseconds, by steps of ten milliseconds
 */
public record ProcessTime(long pid, long started, long nanos) {
    /** The kernel tells times in hundredths of a second on every platform that Slipway runs on. */
    private static final long NANOS_OF_A_TICK = 10_000_000;

    /** Reads it; empty: the process has ended, or nobody may look at it. */
    public static Optional<ProcessTime> of(long pid) {
        try {
            return Optional.of(in(pid, Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Fields 14, 15 and 22 of proc(5); the second, the program's name in brackets, may hold blanks and brackets. */
    static ProcessTime in(long pid, String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return new ProcessTime(pid, Long.parseLong(fields[19]), ticks * NANOS_OF_A_TICK);
    }
}
