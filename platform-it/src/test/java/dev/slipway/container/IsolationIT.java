package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.firewall.ConnectionBounds;
import dev.slipway.runtime.firewall.Egress;
import dev.slipway.runtime.firewall.Policy;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import dev.slipway.runtime.label.InstallationId;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hostile tenant, with a shell in a container of their own, tries to leave it. */
class IsolationIT {
    private static final Stack STACK = Stack.get();
    private static String hostile;
    private static String victim;
    private static String gateway;

    @BeforeAll
    static void launch() {
        hostile = STACK.launchRunning("bob");
        victim = STACK.launchRunning("alice");
        gateway = inspect(hostile, "{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}");
    }

    @AfterAll
    static void stillServesAndDeletes() {
        RestAssured.given().get("/q/health/ready").then().statusCode(200);
        STACK.as("alice").get("/me").then().statusCode(200);
        STACK.delete("bob", hostile);
        STACK.delete("alice", victim);
    }

    @Test
    void reachesItselfSoThatTheTriesBelowMeanSomething() {
        assertThat(attempt(connectTo("127.0.0.1", 8000))).isEqualTo("connected");
    }

    @Test
    void reachesNoOtherTenantsContainer() {
        String address = inspect(victim, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
        assertThat(hostConnects(address, 8000)).isTrue();
        assertThat(attempt(connectTo(address, 8000))).isIn("timeout", "unreachable", "refused");
    }

    @Test
    void reachesNoServiceOfTheHost() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(0), 4);
        server.start();
        try {
            int open = server.getAddress().getPort();
            List<String> addresses = List.of(gateway, "172.17.0.1", firstHostAddress());
            for (String address : addresses) {
                assertThat(hostConnects(address, open))
                        .as("the host itself reaches %s", address)
                        .isTrue();
                for (int port : List.of(open, Stack.PORT, Stack.PORT + 1, Stack.PORT + 2)) {
                    assertThat(attempt(connectTo(address, port)))
                            .as("%s:%d", address, port)
                            .isIn("timeout", "unreachable", "refused");
                }
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void reachesNoPrivateNetworkAndNoMetadataAddress() {
        network("10.212.0.1/24", "10.212.0.2/24", "169.254.169.254");
        try {
            for (String address : List.of("10.212.0.2", "169.254.169.254")) {
                assertThat(hostConnects(address, 8099))
                        .as("the host reaches %s", address)
                        .isTrue();
                assertThat(attempt(connectTo(address, 8099))).as(address).isIn("timeout", "unreachable", "refused");
            }
        } finally {
            removeNetwork();
        }
    }

    @Test
    void aFloodOfConnectionsKeepsToItsBoundWhileAnotherTenantConnects() throws IOException {
        network("192.88.99.1/30", "192.88.99.2/30", "169.254.169.252");
        try {
            attempt("""
                    import socket
                    for port in range(1024, 21024):
                        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                        s.bind(("", port)); s.sendto(b"x", ("192.88.99.2", 9)); s.close()
                    """);
            String flood = "src=" + inspect(hostile, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}")
                    + " dst=192.88.99.2 ";
            assertThat(Files.readAllLines(Path.of("/proc/net/nf_conntrack")).stream()
                            .filter(line -> line.contains(flood))
                            .count())
                    .isBetween(400L, 2048L);
            assertThat(attempt(STACK.container(victim), connectTo("192.88.99.2", 8099)))
                    .isEqualTo("connected");
        } finally {
            removeNetwork();
        }
    }

    @Test
    void aSettingOfWhatMayBeReachedHoldsFromThePlatformsNextStartForWhatRuns() {
        network("192.88.99.1/30", "192.88.99.2/30", "169.254.169.253");
        try {
            assertThat(attempt(connectTo("192.88.99.2", 8099))).isEqualTo("connected");
            restart(Map.of("SLIPWAY_NETWORK_EGRESS", "none"));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(attempt(connectTo("192.88.99.2", 8099)))
                            .isIn("timeout", "unreachable", "refused"));
            assertThat(attempt(askTheNameServer())).isEqualTo("refused");
            restart(Map.of());
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() ->
                            assertThat(attempt(connectTo("192.88.99.2", 8099))).isEqualTo("connected"));
            assertThat(attempt(askTheNameServer())).isEqualTo("answered");
        } finally {
            removeNetwork();
            STACK.up();
        }
    }

    @Test
    void theNameServerAnswersNobodyWhoComesFromElsewhere() {
        network("10.212.0.1/24", "10.212.0.2/24", "169.254.169.251");
        try {
            assertThat(Shell.output("python3", "-c", askTheNameServer())).isEqualTo("answered");
            assertThat(Shell.output("ip", "netns", "exec", "slipway-it", "python3", "-c", askTheNameServer()))
                    .isEqualTo("timeout");
        } finally {
            removeNetwork();
        }
    }

    @Test
    void anotherInstallationsSettingAndEndOpenAndCloseNothingHere() {
        BridgeNames others = new BridgeNames(new InstallationId("isolationit"));
        network("192.88.99.1/30", "192.88.99.2/30", "169.254.169.253");
        try {
            Shell.output(
                    "docker",
                    "network",
                    "create",
                    "-o",
                    "com.docker.network.bridge.name=" + others.of(new ResourceId("nother")),
                    "slipway-it-other");
            Shell.output(
                    "docker",
                    "run",
                    "-d",
                    "--name",
                    "slipway-it-other",
                    "--network",
                    "slipway-it-other",
                    "--entrypoint",
                    "sleep",
                    "slipway/jupyter:debian-13",
                    "60");
            Policy closed = new Policy(Egress.NONE, List.of(), new ConnectionBounds(1000, 100), Optional.empty());
            new WorkspaceFirewall(others, Set::of, closed).enforce();
            assertThat(attempt("slipway-it-other", connectTo("192.88.99.2", 8099)))
                    .isIn("timeout", "unreachable", "refused");
            assertThat(attempt(connectTo("192.88.99.2", 8099))).isEqualTo("connected");

            Shell.output("nft", "delete", "table", "inet", "slipway-isolationit");
            assertThat(attempt("slipway-it-other", connectTo("192.88.99.2", 8099)))
                    .isEqualTo("connected");
            assertThat(attempt(connectTo("169.254.169.253", 8099))).isIn("timeout", "unreachable", "refused");
        } finally {
            Shell.run("docker", "rm", "-f", "slipway-it-other");
            Shell.run("docker", "network", "rm", "slipway-it-other");
            Shell.run("nft", "delete", "table", "inet", "slipway-isolationit");
            removeNetwork();
        }
    }

    @Test
    void aRuleThatSomeoneChangedIsPutBack() {
        String table = "slipway-" + STACK.setting("INSTALLATION");
        String before = Shell.output("nft", "--terse", "list", "table", "inet", table);
        Shell.output("nft", "insert rule inet %s forward accept".formatted(table));
        assertThat(Shell.output("nft", "--terse", "list", "table", "inet", table))
                .isNotEqualTo(before);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Shell.output("nft", "--terse", "list", "table", "inet", table))
                        .isEqualTo(before));
    }

    private static void restart(Map<String, String> settings) {
        STACK.kill("platform", "TERM");
        STACK.up(settings);
    }

    /** A network beside the host, with a web server on port 8099 of its addresses. */
    private static void network(String host, String server, String further) {
        Shell.output(
                "sh", "-c", """
                ip netns add slipway-it && ip link add slwit0 type veth peer name slwit1 netns slipway-it
                ip addr add %1$s dev slwit0 && ip link set slwit0 up
                ip -n slipway-it addr add %2$s dev slwit1 && ip -n slipway-it addr add %3$s/32 dev slwit1
                ip -n slipway-it link set slwit1 up && ip -n slipway-it link set lo up && ip -n slipway-it route add default via %4$s
                ip route add %3$s/32 via %5$s dev slwit0
                (setsid ip netns exec slipway-it python3 -m http.server 8099 >/dev/null 2>&1 </dev/null &)
                for i in $(seq 50); do curl -s -m 1 -o /dev/null http://%5$s:8099/ && break; sleep 0.1; done
                """.formatted(host, server, further, host.split("/", -1)[0], server.split("/", -1)[0]));
    }

    private static void removeNetwork() {
        Shell.run(
                "sh",
                "-c",
                "ip netns pids slipway-it | xargs -r kill; ip netns del slipway-it; ip link del slwit0 2>/dev/null");
    }

    @Test
    void isReachedByNobodyButTheHost() {
        String ports = inspect(hostile, "{{json .NetworkSettings.Ports}}");
        assertThat(ports).doesNotContain("HostPort");
    }

    @Test
    void findsNoEngineSocket() {
        assertThat(
                        attempt(
                                "import os; print(any(os.path.exists(p) for p in ('/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock')))"))
                .isEqualTo("False");
    }

    @Test
    void hasNoPowerOverTheKernel() {
        String status = attempt("print(open('/proc/self/status').read())");
        assertThat(status)
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("CapBnd:\\s+0000000000000000")
                .containsPattern("NoNewPrivs:\\s+1")
                .containsPattern("Seccomp:\\s+2")
                .containsPattern("Uid:\\s+[7-9]\\d{4}\\s+[7-9]\\d{4}\\s");
        assertThat(attempt(errorOf("socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("os.mknod('/tmp/sda', 0o666 | stat.S_IFBLK, os.makedev(8, 0))")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("os.mknod('/tmp/nvidia0', 0o666 | stat.S_IFCHR, os.makedev(195, 0))")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("os.setuid(0)"))).isEqualTo("EPERM");
        assertThat(attempt(errorOf("call('mount', b'none', b'/tmp', b'tmpfs', 0, None)")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("call('unshare', 0x10000000)"))).isEqualTo("EPERM");
        assertThat(attempt(errorOf("socket.socket(socket.AF_VSOCK)"))).isEqualTo("EPERM");
        assertThat(attempt(errorOf("socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)")))
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("call('syscall', 425, 8, 0)")))
                .as("io_uring_setup")
                .isEqualTo("EPERM");
        assertThat(attempt(errorOf("open('/proc/sys/kernel/core_pattern', 'w')")))
                .isIn("EROFS", "EACCES");
        assertThat(attempt(errorOf("open('/dev/mem', 'rb')"))).isIn("ENOENT", "EPERM", "EACCES");
    }

    @Test
    void writesNowhereButInItsOwnPlaces() {
        for (String path : List.of("/x", "/etc/x", "/usr/bin/x", "/root/x", "/var/x")) {
            assertThat(attempt(errorOf("open('" + path + "', 'w')"))).as(path).isIn("EROFS", "EACCES");
        }
        assertThat(attempt(errorOf("open('/home/jovyan/x', 'w')"))).isEqualTo("none");
        assertThat(attempt(errorOf("open('/tmp/x', 'w')"))).isEqualTo("none");
        assertThat(attempt(errorOf("[open('/tmp/full', 'ab').write(bytes(1 << 20)) for i in range(1000)]")))
                .isEqualTo("ENOSPC");
    }

    @Test
    void aForkBombFindsItsEnd() {
        assertThat(attempt("""
                        import os, signal, time
                        children = []
                        try:
                            while len(children) < 5000:
                                pid = os.fork()
                                if pid == 0:
                                    time.sleep(60); os._exit(0)
                                children.append(pid)
                            print('unbounded')
                        except OSError as e:
                            print('stopped', len(children) < 600)
                        for pid in children: os.kill(pid, signal.SIGKILL)
                        """)).isEqualTo("stopped True");
        assertThat(STACK.workspace("bob", hostile).getString("state")).isEqualTo("RUNNING");
    }

    @Test
    void eatingMemoryHurtsTheEaterAlone() {
        Shell.Result eaten =
                exec(STACK.container(hostile), "hoard = []\nwhile True: hoard.append(bytearray(16 << 20))");
        assertThat(eaten.exitCode()).isEqualTo(137);
        assertThat(STACK.workspace("alice", victim).getString("state")).isEqualTo("RUNNING");
    }

    private static String connectTo(String host, int port) {
        return """
                import socket
                try:
                    socket.create_connection(("%s", %d), 2); print("connected")
                except TimeoutError: print("timeout")
                except ConnectionRefusedError: print("refused")
                except OSError: print("unreachable")
                """.formatted(host, port);
    }

    /** For a name that is nobody's, which it knows by itself. */
    private static String askTheNameServer() {
        return """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(2); s.connect(("%s", 53))
                try:
                    s.send(bytes([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9]) + b"localhost" + bytes([0, 0, 1, 0, 1]))
                    s.recv(512); print("answered")
                except TimeoutError: print("timeout")
                except ConnectionRefusedError: print("refused")
                """.formatted(STACK.nameServer());
    }

    /** Prints the name of the errno that the expression raises. */
    private static String errorOf(String expression) {
        return """
                import ctypes, errno, os, socket, stat
                libc = ctypes.CDLL(None, use_errno=True)
                def call(name, *arguments):
                    if getattr(libc, name)(*arguments) != 0:
                        raise OSError(ctypes.get_errno(), name)
                try:
                    %s
                    print("none")
                except OSError as e:
                    print(errno.errorcode[e.errno])
                """.formatted(expression);
    }

    private static String attempt(String python) {
        return attempt(STACK.container(hostile), python);
    }

    private static String attempt(String container, String python) {
        Shell.Result result = exec(container, python);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }

    private static Shell.Result exec(String container, String python) {
        return Shell.run(Map.of(), Path.of("."), List.of("docker", "exec", container, "python3", "-c", python));
    }

    private static String inspect(String id, String format) {
        return Shell.output("docker", "inspect", "-f", format, STACK.container(id));
    }

    private static boolean hostConnects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), 2000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String firstHostAddress() {
        return Shell.output(
                        "sh",
                        "-c",
                        "ip -4 -o addr show scope global | awk '$2 !~ /^(slw|br-|docker|veth)/ {print $4}' | cut -d/ -f1 | head -1")
                .lines()
                .findFirst()
                .orElse(gateway);
    }
}
