package dev.slipway.runtime.firewall;

import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A wall within a container's own network: it cuts off the engine's resolver at 127.0.0.11, which Docker lets listen in every
 * container and which works in the engine's process, for questions that no limit of the container's counts; and it lets the kernel
 * follow no connections there, whose table would be another that a tenant can fill. Nothing in a container needs either: names are
 * asked of Slipway's own name server. A container has no right to change it.
 */
public final class ContainerWall {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /** Before the kernel follows connections, which is at -200. */
    private static final String RULES = """
            table inet slipway
            delete table inet slipway
            table inet slipway {
              chain out {
                type filter hook output priority -300; policy accept;
                ip daddr 127.0.0.11 drop
                notrack
              }
              chain in {
                type filter hook prerouting priority -300; policy accept;
                notrack
              }
            }
            """;

    private static final Path OWN_NETWORK = Path.of("/proc/self/ns/net");

    private ContainerWall() {}

    /**
     * Builds it; it stands as long as the container's network does.
     *
     * @param pid of a process in the container
     * @throws FirewallException when the host does not take it, the process has ended, or its network is the host's
     */
    public static void build(long pid) {
        refuseTheHost(pid);
        List<String> command = List.of("nsenter", "--target", Long.toString(pid), "--net", "nft", "-f", "-");
        try {
            Program.Ended ended = Program.run(DEADLINE, RULES, command);
            if (ended.exitCode() != 0) {
                throw new FirewallException(
                        "a container's wall is refused: " + ended.output().strip(), null);
            }
        } catch (IOException e) {
            throw new FirewallException("a container's wall cannot be built: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while a container's wall was built", e);
        }
    }

    /** A process that has ended may have left its number to one of the host's. */
    private static void refuseTheHost(long pid) {
        try {
            Path network = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "net"));
            if (network.equals(Files.readSymbolicLink(OWN_NETWORK))) {
                throw new FirewallException("process " + pid + " has no network of its own", null);
            }
        } catch (IOException e) {
            throw new FirewallException("process " + pid + " has ended", e);
        }
    }
}
