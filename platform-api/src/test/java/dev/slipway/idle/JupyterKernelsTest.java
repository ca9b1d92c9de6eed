package dev.slipway.idle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.activity.Sign;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.workspace.AWorkspace;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a workspace's server may answer, a hostile one too. */
class JupyterKernelsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final JupyterKernels kernels = new JupyterKernels(new ObjectMapper(), Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<String> seen = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void isSeenNowWhileAKernelIsBusy() {
        answer("/api/kernels", "[{\"execution_state\": \"idle\"}, {\"execution_state\": \"busy\"}]");
        assertThat(kernels.look(workspace())).isEqualTo(new Sign.Seen(NOW, "Busy: 1 of 2"));
        assertThat(seen).containsExactly("/api/kernels?no_track_activity=1 token secret");
    }

    @Test
    void isQuietWhileNoneIsBusyWhateverTheServerSaysOfRequests() {
        answer("/api/kernels", "[{\"execution_state\": \"idle\", \"last_activity\": \"2026-11-25T11:59:59Z\"}]");
        answer("/api/status", "{\"last_activity\": \"2026-11-25T11:59:59Z\"}");
        assertThat(kernels.look(workspace())).isEqualTo(new Sign.Quiet("Busy: none of 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "null", "[{}]", "[{\"execution_state\": null}]", "[\"busy\"]", ""})
    void isUnknownWhereTheAnswerIsNone(String answer) {
        answer("/api/kernels", answer);
        assertThat(kernels.look(workspace())).isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void isUnknownWhereTheServerKnowsNoKernels() {
        assertThat(kernels.look(workspace())).isEqualTo(new Sign.Unknown("The server answers with status 404"));
    }

    @Test
    void isUnknownWhereNobodyListens() {
        Workspace workspace = workspace();
        server.stop(0);
        assertThat(kernels.look(workspace)).isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void takesNoLargeAnswer() {
        answer("/api/kernels", "[{\"execution_state\": \"idle\", \"x\": \"" + "x".repeat(1 << 20) + "\"}]");
        assertThat(kernels.look(workspace())).isInstanceOf(Sign.Unknown.class);
    }

    @Test
    void waitsForNoSlowAnswer() {
        server.createContext("/api/kernels", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(' ');
                    body.flush();
                    Thread.sleep(200);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long began = System.nanoTime();
        assertThat(kernels.look(workspace())).isInstanceOf(Sign.Unknown.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }

    private void answer(String path, String body) {
        server.createContext(path, exchange -> send(exchange, body));
    }

    private void send(HttpExchange exchange, String body) throws IOException {
        seen.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Workspace workspace() {
        return AWorkspace.of(
                DesiredState.RUNNING,
                WorkspaceState.RUNNING,
                1,
                1,
                Optional.of(Endpoint.parse("127.0.0.1:" + server.getAddress().getPort())));
    }
}
