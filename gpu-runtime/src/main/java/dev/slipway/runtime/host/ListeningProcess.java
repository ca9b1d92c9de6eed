package dev.slipway.runtime.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the server of a container: the process that listens at its port, by the sockets that the kernel lists. */
public final class ListeningProcess {
    private static final String LISTENS = "0A";

    private ListeningProcess() {}

    /**
     * The process that listens. Where several have the socket, as a child that was made with it, the first of them counts.
     *
     * @param pid of a process of the container, on this host
     * @param port in the container
     * @return empty: nobody listens there, or it cannot be seen who does
     */
    public static Optional<ProcessTime> at(long pid, int port) {
        Optional<ContainerMeters> container = ContainerMeters.of(pid);
        try {
            Set<String> sockets = Stream.concat(lines(pid, "tcp"), lines(pid, "tcp6"))
                    .flatMap(line -> socketIn(line, port).stream())
                    .collect(Collectors.toSet());
            if (container.isEmpty() || sockets.isEmpty()) {
                return Optional.empty();
            }
            return container.get().pids().stream()
                    .filter(process -> hasOne(process, sockets))
                    .flatMap(process -> ProcessTime.of(process).stream())
                    .min(Comparator.comparingLong(ProcessTime::started));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(long pid, String protocol) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "net", protocol);
        return Files.exists(file) ? Files.readAllLines(file).stream().skip(1) : Stream.empty();
    }

    /** A line of {@code /proc/net/tcp}: number, local address, remote one, state, …, the inode as the tenth word. */
    static Optional<String> socketIn(String line, int port) {
        List<String> words = List.of(line.strip().split("\\s+", -1));
        boolean listens =
                words.size() > 9 && words.get(3).equals(LISTENS) && words.get(1).endsWith(":%04X".formatted(port));
        return listens ? Optional.of("socket:[" + words.get(9) + "]") : Optional.empty();
    }

    private static boolean hasOne(long pid, Set<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : open) {
                if (sockets.contains(target(descriptor))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
