package dev.slipway.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.RunContract;
import dev.slipway.runtime.container.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a workspace's server may answer, a hostile one too. */
class ServerProbeTest {
    private static final Duration BOUND = Duration.ofSeconds(3);

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK", "HTTP/1.0 302 Found", "HTTP/1.1 404 Not Found", "HTTP/1.1 499"})
    void takesAnyAnswerBelow500ForAnAnswer(String status) {
        answer(status + "\r\n\r\n");
        assertThat(serves()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 Internal Server Error\r\n\r\n",
                "HTTP/1.1 503 Starting\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 2",
                "SSH-2.0-OpenSSH_9.2p1\r\n",
                "",
                "\r\n\r\n\r\n"
            })
    void takesNothingElseForOne(String bytes) {
        answer(bytes);
        assertThat(serves()).isFalse();
    }

    @Test
    void asksAsItsServerExpects() {
        answer("HTTP/1.1 200 OK\r\n\r\n");
        assertThat(serves()).isTrue();
        assertThat(seen)
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .startsWith("GET /lab%20?x=1 HTTP/1.1\r\n")
                        .contains("\r\nHost: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                        .contains("\r\nAuthorization: token secret\r\n")
                        .contains("\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a[1], /a%5B1%5D",
        "/100%, /100%25",
        "/%zz, /%25zz",
        "/%41#x, /%41%23x",
        "/ä|?a=[b]&c, /%C3%A4%7C?a=%5Bb%5D&c"
    })
    void asksForWhateverPathAnImageSays(String path, String asked) {
        answer("HTTP/1.1 200 OK\r\n\r\n");
        RunContract run = new RunContract(
                List.of("serve"), Map.of(), server.getLocalPort(), path, "/home/jovyan", "1000:100", Optional.empty());
        assertThat(ServerProbe.serves(run, new Endpoint("127.0.0.1", server.getLocalPort()), "secret"))
                .isTrue();
        assertThat(seen).singleElement().asString().startsWith("GET " + asked + " HTTP/1.1");
    }

    @Test
    void needsNoMoreThanTheHead() {
        drip("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(100));
        assertThat(timed(true)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void waitsForNoHeadThatDoesNotEnd() {
        drip("HTTP/1.1 200 OK\r\n", "X-Drip: " + "x".repeat(100) + "\r\n");
        assertThat(timed(false)).isLessThan(BOUND);
    }

    @Test
    void waitsForNoServerThatSendsAByteNowAndThen() {
        drip("", "HTTP/1.1 200 OK\r\n\r\n");
        assertThat(timed(false)).isLessThan(BOUND);
    }

    @Test
    void waitsForNoServerThatSaysNothing() {
        drip("", "");
        assertThat(timed(false)).isLessThan(BOUND);
    }

    @Test
    void takesNoEndlessLine() {
        serve(out -> {
            byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(block);
            }
        });
        assertThat(timed(false)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void waitsForNoServerThatAcceptsNobody() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            long began = System.nanoTime();
            assertThat(ServerProbe.serves(
                            contract(full.getLocalPort()), new Endpoint("127.0.0.1", full.getLocalPort()), "secret"))
                    .isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
        }
    }

    @Test
    void asksThroughNoProxyOfTheJvm() {
        answer("HTTP/1.1 200 OK\r\n\r\n");
        for (String name : List.of("http.proxyHost", "socksProxyHost")) {
            System.setProperty(name, "192.0.2.1");
            System.setProperty("http.nonProxyHosts", "");
            System.setProperty("socksNonProxyHosts", "");
            try {
                assertThat(serves()).as(name).isTrue();
            } finally {
                System.clearProperty(name);
                System.clearProperty("http.nonProxyHosts");
                System.clearProperty("socksNonProxyHosts");
            }
        }
    }

    @Test
    void isOverWhenItsThreadIsInterrupted() throws InterruptedException {
        drip("", "");
        Thread asking = Thread.ofVirtual().start(this::serves);
        while (seen.isEmpty()) {
            Thread.onSpinWait();
        }
        long began = System.nanoTime();
        asking.interrupt();
        asking.join();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }

    private boolean serves() {
        return ServerProbe.serves(
                contract(server.getLocalPort()), new Endpoint("127.0.0.1", server.getLocalPort()), "secret");
    }

    private Duration timed(boolean expected) {
        long began = System.nanoTime();
        assertThat(serves()).isEqualTo(expected);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static RunContract contract(int port) {
        return new RunContract(
                List.of("serve"), Map.of(), port, "/lab ?x=1", "/home/jovyan", "1000:100", Optional.empty());
    }

    private void answer(String bytes) {
        serve(out -> out.write(bytes.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Says the first at once, the rest byte by byte, and then nothing, for as long as someone listens. */
    private void drip(String first, String rest) {
        serve(out -> {
            out.write(first.getBytes(StandardCharsets.US_ASCII));
            for (byte b : rest.getBytes(StandardCharsets.US_ASCII)) {
                Thread.sleep(300);
                out.write(b);
            }
            Thread.sleep(Duration.ofMinutes(1));
        });
    }

    private interface Server {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private void serve(Server answer) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket, answer));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket, Server answer) {
        try (socket) {
            byte[] request = new byte[4096];
            int length = socket.getInputStream().read(request);
            if (length > 0) {
                seen.add(new String(request, 0, length, StandardCharsets.US_ASCII));
                answer.answer(socket.getOutputStream());
            }
        } catch (IOException | InterruptedException e) {
            // the one who asked has left
        }
    }
}
