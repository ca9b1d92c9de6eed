package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much a container has written to its log. What it writes passes a process of the engine's that stands over it, the parent of
 * its main process (containerd's shim, Podman's conmon), and the kernel counts what that reads; no engine tells it.
 */
public final class LoggedBytes {
    private LoggedBytes() {}

    /**
     * Reads the count, which grows as long as the container runs; what a command beside the main process writes counts too.
     *
     * @param pid of the container's main process
     * @return in bytes; empty: the process has ended, or this process may not see it
     */
    public static OptionalLong of(long pid) {
        try {
            long parent = parentIn(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
            return readIn(Files.readAllLines(Path.of("/proc", Long.toString(parent), "io")));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The fourth field; the second, the program's name in brackets, may hold blanks and brackets. */
    static long parentIn(String stat) {
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3)[1]);
    }

    static OptionalLong readIn(List<String> io) {
        return io.stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .findFirst();
    }
}
