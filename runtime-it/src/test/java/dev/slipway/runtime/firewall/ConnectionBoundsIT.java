package dev.slipway.runtime.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.host.Program;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods of connections, on a host in miniature: network namespaces for it, for two tenants with a bridge's name each, and for
 * the world outside, where 192.88.99.2 takes every connection and keeps it.
 */
class ConnectionBoundsIT {
    private static final BridgeNames NAMES = new BridgeNames(new InstallationId("boundsit"));
    private static final String HOSTILE = "10.9.0.2";
    private static final String OTHER = "10.9.0.18";

    /** More than any bound below. */
    private static final int FLOOD = 5000;

    private static final ConnectionBounds FEW_OPEN = new ConnectionBounds(300, 100_000);
    private static final ConnectionBounds FEW_NEW = new ConnectionBounds(100_000, 50);

    /** What fifty a second may be in the few seconds that a flood takes, with the 200 that may come at once. */
    private static final int MOST_NEW = 1200;

    private static final String TCP = """
            socks = []
            for i in range(FLOOD):
                s = socket.socket(); s.setblocking(False); s.connect_ex(("192.88.99.2", 9000)); socks.append(s)
            """;
    private static final String UDP = """
            for i in range(FLOOD):
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 1024 + i)); s.sendto(b"x", ("192.88.99.2", 9)); s.close()
            """;
    private static final String PINGS = """
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
            for i in range(FLOOD):
                s.sendto(struct.pack("!BBHHH", 8, 0, 0xffff - 0x800 - i, i, 0), ("192.88.99.2", 0))
            """;
    private static final String MADE_UP_SOURCES = """
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
            for i in range(FLOOD):
                source = socket.inet_aton("10.9.%d.%d" % (1 + i // 250, i % 250))
                udp = struct.pack("!HHHH", 1024 + i, 9, 9, 0) + b"x"
                s.sendto(struct.pack("!BBHHHBBH4s4s", 69, 0, 29, 0, 0, 64, 17, 0, source, socket.inet_aton("192.88.99.2")) + udp,
                    ("192.88.99.2", 0))
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeTheHost() throws Exception {
        removeTheHost();
        shell("""
                for name in host hostile other world; do ip netns add slwit-$name; ip -n slwit-$name link set lo up; done
                join() { # NAMESPACE INTERFACE-OF-THE-HOST ADDRESS-OF-THE-HOST ADDRESS
                  ip -n slwit-host link add $2 type veth peer name eth0 netns slwit-$1
                  ip -n slwit-host addr add $3 dev $2; ip -n slwit-host link set $2 up
                  ip -n slwit-$1 addr add $4 dev eth0; ip -n slwit-$1 link set eth0 up
                  ip -n slwit-$1 route add default via ${3%%/*}
                }
                join hostile %s 10.9.0.1/28 10.9.0.2/28
                join other %s 10.9.0.17/28 10.9.0.18/28
                join world out 192.88.99.1/24 192.88.99.2/24
                ip netns exec slwit-host sysctl -q net.ipv4.ip_forward=1
                (setsid ip netns exec slwit-world python3 -c '
                import resource, socket
                resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
                server = socket.create_server(("0.0.0.0", 9000), backlog=4096); kept = []
                while True: kept.append(server.accept())
                ' >/dev/null 2>&1 </dev/null &)
                for i in $(seq 100); do ip netns exec slwit-world ss -Hltn | grep -q :9000 && break; sleep 0.05; done
                """.formatted(NAMES.of(new ResourceId("none")), NAMES.of(new ResourceId("nother"))));
    }

    @AfterEach
    void removeTheHost() throws Exception {
        Program.run(Duration.ofSeconds(20), "", List.of("sh", "-c", """
                for name in host hostile other world; do
                  ip netns pids slwit-$name 2>/dev/null | xargs -r kill; ip netns delete slwit-$name 2>/dev/null
                done
                """));
    }

    @Test
    void aFloodOfAnyProtocolStaysWithinWhatABridgeMayHaveOpenWhileAnotherConnects() throws Exception {
        for (String flood : List.of(TCP, UDP, PINGS)) {
            firewall(FEW_OPEN).enforce();
            run("hostile", flood);
            assertThat(connectionsOf(HOSTILE)).as(flood).isBetween(100, 300);
            assertThat(run("other", connect())).isEqualTo("connected");
            removeTheHost();
            makeTheHost();
        }
    }

    @Test
    void aFloodOfAnyProtocolStaysWithinWhatABridgeMayOpenInASecondWhileAnotherConnects() throws Exception {
        for (String flood : List.of(TCP, UDP, PINGS)) {
            firewall(FEW_NEW).enforce();
            run("hostile", flood);
            assertThat(connectionsOf(HOSTILE)).as(flood).isBetween(100, MOST_NEW);
            assertThat(run("other", connect())).isEqualTo("connected");
            removeTheHost();
            makeTheHost();
        }
    }

    @Test
    void connectionsThatHaveEndedLeaveTheTableSoon() throws Exception {
        firewall(FEW_NEW).enforce();
        run("hostile", "socket.create_connection(('192.88.99.2', 9000), 2).close()\n");
        shell("ip netns pids slwit-world | xargs kill");
        String ended = "";
        for (int look = 0; look < 100 && !ended.contains("TIME_WAIT"); look++) {
            ended = table();
            Thread.onSpinWait();
        }
        assertThat(ended).containsPattern("tcp +6 (10|[0-9]) TIME_WAIT src=" + HOSTILE);
    }

    @Test
    void whoWasTooQuickConnectsASecondLater() throws Exception {
        firewall(new ConnectionBounds(100_000, 50)).enforce();
        run("hostile", TCP);
        assertThat(run("hostile", connect())).isEqualTo("connected");
    }

    @Test
    void aSourceThatIsNotTheBridgesIsDropped() throws Exception {
        firewall(new ConnectionBounds(100_000, 100_000)).enforce();
        run("hostile", MADE_UP_SOURCES);
        assertThat(table().lines().filter(line -> line.contains("src=10.9."))).isEmpty();
        run("hostile", UDP);
        assertThat(connectionsOf(HOSTILE)).isPositive();
    }

    @Test
    void whatIsCountedDoesNotPassForAChangeOfTheRules() throws Exception {
        WorkspaceFirewall firewall = firewall(FEW_OPEN);
        assertThat(firewall.enforce()).isTrue();
        run("hostile", UDP);
        assertThat(shell("ip netns exec slwit-host nft list table inet slipway-boundsit"))
                .contains("elements");
        assertThat(firewall.enforce()).isFalse();
        assertThat(connectionsOf(OTHER)).isZero();
    }

    private WorkspaceFirewall firewall(ConnectionBounds bounds) throws Exception {
        Path nft = folder.resolve("nft");
        Files.writeString(nft, "#!/bin/sh\nexec ip netns exec slwit-host nft \"$@\"\n");
        assertThat(nft.toFile().setExecutable(true)).isTrue();
        return new WorkspaceFirewall(
                NAMES,
                Set::of,
                new Policy(Egress.INTERNET, List.of(), bounds, Optional.empty()),
                folder.resolve("none"),
                nft.toString(),
                Duration.ofSeconds(10));
    }

    private static String connect() {
        return "socket.create_connection(('192.88.99.2', 9000), 8); print('connected')\n";
    }

    private static int connectionsOf(String source) throws Exception {
        // The first tuple of an entry is that of the one who opened it.
        return (int) table().lines()
                .filter(line -> line.contains("src="))
                .filter(line -> line.startsWith("src=" + source + " ", line.indexOf("src=")))
                .count();
    }

    private static String table() throws Exception {
        return shell("ip netns exec slwit-host cat /proc/net/nf_conntrack");
    }

    private static String run(String namespace, String python) throws Exception {
        String program = "import resource, socket, struct\nFLOOD = " + FLOOD
                + "\nresource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))\n" + python;
        return shell("ip netns exec slwit-" + namespace + " python3 - <<'END'\n" + program + "END\n")
                .strip();
    }

    private static String shell(String script) throws Exception {
        Program.Ended ended = Program.run(Duration.ofSeconds(30), "", List.of("bash", "-ec", script));
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return ended.output();
    }
}
