package dev.slipway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.NameServer;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names are asked of Slipway's own name server, which asks a name server of the test's in place of the host's. */
@Tag("alone")
class NamesIT {
    private static final Stack STACK = Stack.get();

    /** How many packets one bridge sends to the name server at once, and in a second: twice the settings for connections. */
    private static final int QUESTIONS_AT_ONCE = 1024;

    private static final int QUESTIONS_PER_SECOND = 256;

    private static NameServer upstream;
    private static String hostile;
    private static String other;

    @BeforeAll
    static void launch() throws IOException {
        upstream = new NameServer(Map.of(
                "public.example.org", "192.88.99.2",
                "mirror.zone.example", "10.1.2.3",
                "secret.corp.example", "10.1.2.4",
                "host.internal", "192.88.99.3"));
        STACK.up(
                Map.of("SLIPWAY_NETWORK_DNS_SERVERS", upstream.address(), "SLIPWAY_NETWORK_DNS_ZONES", "zone.example"));
        hostile = STACK.launchRunning("bob");
        other = STACK.launchRunning("alice");
        // Who has asked the engine for a name has no wall yet.
        await().atMost(Duration.ofSeconds(15)).until(() -> hasWall(hostile) && hasWall(other));
    }

    @AfterAll
    static void end() {
        STACK.delete("bob", hostile);
        STACK.delete("alice", other);
        STACK.up();
        upstream.close();
    }

    @Test
    void answersPublicNamesAndPrivateAddressesOfListedZonesAlone() {
        assertThat(lookUp(other, "public.example.org")).isEqualTo("192.88.99.2");
        assertThat(lookUp(other, "mirror.zone.example")).isEqualTo("10.1.2.3");
        for (String name : List.of("secret.corp.example", "host.internal", "nobody.example.org", hostName())) {
            assertThat(lookUp(other, name)).as(name).isEqualTo("none");
        }
    }

    @Test
    void isNamedInAFileThatNoTenantCanChange() {
        assertThat(python(other, "print(open('/etc/resolv.conf').read())"))
                .isEqualTo("nameserver " + STACK.nameServer() + "\noptions timeout:2");
        assertThat(python(other, """
                import errno
                try: open('/etc/resolv.conf', 'w')
                except OSError as e: print(errno.errorcode[e.errno])
                """)).isIn("EROFS", "EACCES");
    }

    @Test
    void runsOnWhileThePlatformRestarts() {
        long pid = STACK.pid("names");
        STACK.kill("platform", "TERM");
        try {
            assertThat(lookUp(other, "public.example.org")).isEqualTo("192.88.99.2");
        } finally {
            STACK.up(Map.of(
                    "SLIPWAY_NETWORK_DNS_SERVERS", upstream.address(), "SLIPWAY_NETWORK_DNS_ZONES", "zone.example"));
        }
        assertThat(STACK.pid("names")).isEqualTo(pid);
    }

    @Test
    void aFloodOfQuestionsIsBoundedAndOthersAreAnswered() throws Exception {
        int before = upstream.questions();
        long began = System.nanoTime();
        var flood = CompletableFuture.supplyAsync(() -> python(hostile, flood(STACK.nameServer(), 4)));
        while (!flood.isDone()) {
            assertThat(lookUp(other, "public.example.org")).isEqualTo("192.88.99.2");
            assertThat(STACK.timeOfAnswerTo("alice")).isLessThan(Duration.ofSeconds(1));
        }
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;
        assertThat(Integer.parseInt(flood.get())).as("sent").isGreaterThan(5000);
        assertThat(upstream.questions() - before)
                .isBetween(500, QUESTIONS_AT_ONCE + (int) (QUESTIONS_PER_SECOND * seconds) + 100);
    }

    @Test
    void theEnginesOwnResolverIsCutOff() {
        assertThat(python(hostile, """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1); s.connect(("127.0.0.11", 53))
                try: s.send(bytes(40)); print("answered", s.recv(100))
                except (TimeoutError, PermissionError): print("nothing")
                """)).isEqualTo("nothing");
        assertThat(python(hostile, flood("127.0.0.11", 2))).isNotEmpty();
        assertThat(Shell.output("nsenter", "-t", pidOf(hostile), "-n", "cat", "/proc/net/nf_conntrack"))
                .as("questions that the kernel follows in the container's network; the probe's connection may be there")
                .doesNotContain("udp")
                .doesNotContain("dport=53");
    }

    /** Sends questions for so many seconds, each for another name; prints how many. */
    private static String flood(String address, int seconds) {
        return """
                import socket, struct, time
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                sent, end = 0, time.time() + %d
                while time.time() < end:
                    try:
                        s.sendto(struct.pack("!HHHHHH", sent & 0xffff, 0x100, 1, 0, 0, 0)
                            + b"\\x08%%08x\\x07example\\x03org\\x00\\x00\\x01\\x00\\x01" %% sent, ("%s", 53))
                        sent += 1
                    except PermissionError: sent += 1
                print(sent)
                """.formatted(seconds, address);
    }

    private static String lookUp(String id, String name) {
        return python(id, """
                import socket
                try: print(socket.getaddrinfo("%s", 80, socket.AF_INET)[0][4][0])
                except socket.gaierror: print("none")
                """.formatted(name));
    }

    private static String hostName() {
        return Shell.output("hostname");
    }

    private static boolean hasWall(String id) {
        return Shell.run("nsenter", "-t", pidOf(id), "-n", "nft", "list", "table", "inet", "slipway")
                        .exitCode()
                == 0;
    }

    private static String pidOf(String id) {
        return Shell.output("docker", "inspect", "-f", "{{.State.Pid}}", STACK.container(id));
    }

    private static String python(String id, String program) {
        Shell.Result result = Shell.run(
                Map.of(), Path.of("."), List.of("docker", "exec", STACK.container(id), "python3", "-c", program));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }
}
