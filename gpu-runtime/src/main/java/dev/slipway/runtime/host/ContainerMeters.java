package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the kernel counts of a container: the processor time that its programs took, and how often it refused them something for
 * a limit. No engine tells the latter. What this kernel does not count is empty, never zero.
 */
public final class ContainerMeters {
    private static final long UNBOUNDED = 1L << 60;

    private final ControlGroupFiles files;

    ContainerMeters(ControlGroupFiles files) {
        this.files = files;
    }

    /**
     * Those of a container.
     *
     * @param pid of a process of it, on this host
     * @return empty: the process has ended, or this process may not see it
     */
    public static Optional<ContainerMeters> of(long pid) {
        try {
            return Optional.of(new ContainerMeters(ControlGroupFiles.of(pid)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A container's memory.
     *
     * @param limit in bytes
     * @param peak the most that was in use at once, in bytes
     * @param kills how many processes of it the kernel has killed since its start because there was no memory left
     * @param isOwnLimit whether the container came to its own limit; otherwise it was the host whose memory was used up
     */
    public record Memory(long limit, long peak, long kills, boolean isOwnLimit) {}

    /**
     * A container's processes and threads.
     *
     * @param limit how many there may be at once
     * @param refused how many more were wanted since its start and refused
     */
    public record Processes(long limit, long refused) {}

    /** The processor time of all its programs together, those that have ended too, in nanoseconds. */
    public OptionalLong processorNanos() {
        Optional<ControlGroupFiles.Folder> folder = files.folder("cpuacct");
        if (folder.isEmpty()) {
            return OptionalLong.empty();
        }
        if (folder.get().second()) {
            OptionalLong micros = counted(folder.get(), "cpu.stat", "usage_usec");
            return micros.isPresent() ? OptionalLong.of(micros.getAsLong() * 1000) : OptionalLong.empty();
        }
        return number(folder.get(), "cpuacct.usage");
    }

    public Optional<Memory> memory() {
        return files.folder("memory").flatMap(folder -> folder.second() ? secondMemory(folder) : firstMemory(folder));
    }

    private static Optional<Memory> firstMemory(ControlGroupFiles.Folder folder) {
        OptionalLong limit = number(folder, "memory.limit_in_bytes");
        OptionalLong peak = number(folder, "memory.max_usage_in_bytes");
        OptionalLong kills = counted(folder, "memory.oom_control", "oom_kill");
        if (limit.isEmpty() || peak.isEmpty() || kills.isEmpty()) {
            return Optional.empty();
        }
        // Not every kernel counts refusals where memory and swap have one limit; the memory in use is exact only to
        // some pages.
        boolean isOwn = number(folder, "memory.failcnt").orElse(1) > 0
                || peak.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100;
        return Optional.of(new Memory(limit.getAsLong(), peak.getAsLong(), kills.getAsLong(), isOwn));
    }

    private static Optional<Memory> secondMemory(ControlGroupFiles.Folder folder) {
        OptionalLong limit = number(folder, "memory.max");
        OptionalLong kills = counted(folder, "memory.events", "oom_kill");
        OptionalLong reached = counted(folder, "memory.events", "oom");
        OptionalLong peak = number(folder, "memory.peak"); // from Linux 5.19 on
        if (limit.isEmpty() || kills.isEmpty()) {
            return Optional.empty();
        }
        boolean isOwn = reached.orElse(1) > 0;
        long most = peak.orElse(
                isOwn ? limit.getAsLong() : number(folder, "memory.current").orElse(0));
        return Optional.of(new Memory(limit.getAsLong(), most, kills.getAsLong(), isOwn));
    }

    public Optional<Processes> processes() {
        return files.folder("pids").flatMap(folder -> {
            OptionalLong limit = number(folder, "pids.max");
            OptionalLong refused = counted(folder, "pids.events", "max");
            return limit.isPresent() && refused.isPresent()
                    ? Optional.of(new Processes(limit.getAsLong(), refused.getAsLong()))
                    : Optional.empty();
        });
    }

    /** The ids of its processes on this host, as the kernel lists them now. */
    List<Long> pids() throws IOException {
        Optional<ControlGroupFiles.Folder> folder = files.folder("pids").or(() -> files.folder("memory"));
        if (folder.isEmpty()) {
            throw new IOException("no control group lists its processes");
        }
        return Files.readAllLines(folder.get().path().resolve("cgroup.procs")).stream()
                .map(Long::valueOf)
                .toList();
    }

    /** A file with one number; {@code max} is no bound. */
    private static OptionalLong number(ControlGroupFiles.Folder folder, String file) {
        return lines(folder.path().resolve(file))
                .mapToLong(line -> line.equals("max") ? UNBOUNDED : Long.parseLong(line))
                .findFirst();
    }

    /** A file with a line {@code NAME NUMBER} for each thing that is counted. */
    private static OptionalLong counted(ControlGroupFiles.Folder folder, String file, String name) {
        return lines(folder.path().resolve(file))
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty(); // the container has ended, or this kernel does not count it
        }
    }
}
