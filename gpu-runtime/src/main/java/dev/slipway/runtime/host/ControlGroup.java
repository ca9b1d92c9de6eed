package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which container a process of this host is of, by the control group that the kernel keeps it in. No process can leave its
 * own, and a container cannot make one: what it sees of them is read-only.
 */
public final class ControlGroup {
    /** As the engines name it: {@code /docker/ID}, {@code docker-ID.scope}, {@code libpod-ID.scope}. */
    private static final Pattern CONTAINER = Pattern.compile("/(?:[a-z]+-)?([0-9a-f]{64})(?:\\.scope)?(?=/|$)");

    private ControlGroup() {}

    /**
     * The container of a process.
     *
     * @param pid the process's id on this host
     * @return the engine's id of the container; empty: the process is in none, or has ended
     */
    public static Optional<String> containerOf(long pid) {
        try {
            return containerIn(Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup")));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    /**
     * Reads the lines of {@code /proc/PID/cgroup}, of control groups of either version: {@code number:controllers:path}. The
     * outermost container counts, since a group within a container's is of that container.
     */
    static Optional<String> containerIn(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1))
                .map(CONTAINER::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** The part of a group's path that is the outermost container's; empty: it is in no container's. */
    static Optional<String> outermost(String path) {
        Matcher container = CONTAINER.matcher(path);
        return container.find() ? Optional.of(path.substring(0, container.end())) : Optional.empty();
    }
}
