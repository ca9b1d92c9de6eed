package dev.slipway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Slipway's servers listen on, as the kernel tells it: a port that nobody knows of is a door that nobody watches. */
class ListeningSocketsIT {
    private static final Stack STACK = Stack.get();
    private static String id;

    /** What is opened at the first use only, is open after this. */
    @BeforeAll
    static void use() {
        id = STACK.launchRunning("alice");
    }

    @AfterAll
    static void delete() {
        STACK.delete("alice", id);
    }

    @Test
    void thePlatformListensOnItsPortAlone() {
        assertThat(listening("platform")).containsExactly("127.0.0.1:" + Stack.PORT);
    }

    @Test
    void keycloakListensOnItsPortAlone() {
        assertThat(listening("keycloak")).containsExactly("127.0.0.1:" + (Stack.PORT + 1));
    }

    @Test
    void postgresListensOnItsPortAlone() {
        assertThat(listening("postgres")).containsExactly("127.0.0.1:" + (Stack.PORT + 2));
    }

    @Test
    void theNameServerListensOnItsOwnAddressAlone() {
        assertThat(listening("names")).containsExactly(STACK.nameServer() + ":53");
    }

    /** The addresses on which a part's processes wait for TCP connections. */
    private static Set<String> listening(String part) {
        ProcessHandle process = ProcessHandle.of(STACK.pid(part)).orElseThrow();
        List<Long> pids = Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
        Set<String> inodes = pids.stream().flatMap(ListeningSocketsIT::sockets).collect(Collectors.toSet());
        assertThat(inodes).as("the sockets of %s", part).isNotEmpty();
        return Stream.of("tcp", "tcp6")
                .flatMap(table -> lines(Path.of("/proc/" + process.pid() + "/net/" + table)))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[3].equals("0A") && inodes.contains(fields[9]))
                .map(fields -> address(fields[1]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The inodes of the sockets that a process holds. */
    private static Stream<String> sockets(long pid) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files
                    .flatMap(file -> target(file).stream())
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty: it was closed meanwhile. */
    private static Optional<String> target(Path file) {
        try {
            return Optional.of(Files.readSymbolicLink(file).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the kernel writes it, {@code 0100007F:46A0}, each word of the address in the host's order of bytes. */
    private static String address(String kernels) {
        String[] parts = kernels.split(":", -1);
        int port = Integer.parseInt(parts[1], 16);
        String address = parts[0];
        boolean mapped = address.length() == 32 && address.startsWith("0000000000000000FFFF0000");
        if (address.length() == 8 || mapped) {
            byte[] bytes = HexFormat.of().parseHex(address.substring(address.length() - 8));
            return (bytes[3] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[0] & 0xff) + ":"
                    + port;
        }
        return "[" + address + "]:" + port;
    }
}
