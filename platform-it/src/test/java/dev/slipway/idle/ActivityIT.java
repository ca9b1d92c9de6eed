package dev.slipway.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.RawHttp;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What counts as using a workspace, and what does not. Looks come once a second here; what is tried waits most of its time, so
 * that all of it runs side by side.
 */
@Tag("alone")
class ActivityIT {
    private static final Stack STACK = Stack.get();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();
    private static final Queue<String> LAUNCHED = new ConcurrentLinkedQueue<>();

    private static Future<?> openTab;
    private static Future<?> printingTerminal;
    private static Future<?> silentServer;
    private static Future<?> programsAndMessages;

    /** Something that is tried in a workspace. */
    private interface Trial {
        void run() throws Exception;
    }

    @BeforeAll
    static void begin() {
        STACK.token("bob"); // the identity provider gives one at a time
        openTab = begin(ActivityIT::holdATab);
        printingTerminal = begin(ActivityIT::printInATerminal);
        silentServer = begin(ActivityIT::silenceAServer);
        programsAndMessages = begin(ActivityIT::computeAndSend);
    }

    private static Future<?> begin(Trial trial) {
        return THREADS.submit(() -> {
            trial.run();
            return null;
        });
    }

    @AfterAll
    static void delete() {
        THREADS.shutdownNow();
        STACK.delete("bob", LAUNCHED.toArray(String[]::new));
    }

    @Test
    void stopsAWorkspaceWhoseOpenTabNobodyTouches() throws Exception {
        openTab.get();
    }

    @Test
    void letsATerminalPrintThatNobodyLooksAtAndTakesNoWindowsSizeForWork() throws Exception {
        printingTerminal.get();
    }

    @Test
    void neverTakesAServerForIdleThatDoesNotAnswer() throws Exception {
        silentServer.get();
    }

    @Test
    void goesByWhatProgramsUseAndByWhatUsersSend() throws Exception {
        programsAndMessages.get();
    }

    private static void holdATab() {
        String id = launch("jupyter", "debian-13", "PT20S");
        STACK.awaitState("bob", id, "RUNNING");
        AtomicInteger polls = new AtomicInteger();
        try (Chromium chromium = new Chromium();
                BrowserContext context = chromium.person()) {
            Page lab = context.newPage();
            Chromium.logIn(lab, "bob");
            lab.navigate(Stack.URL + "/workspaces/" + id);
            lab.navigate("http://" + Stack.host(id) + "/lab?reset");
            lab.locator(".jp-LauncherCard[data-category='Notebook']").first().click();
            lab.getByText("Python 3 (ipykernel) | Idle").waitFor();
            lab.onRequest(request -> polls.addAndGet(request.url().contains("/api/") ? 1 : 0));
            await().atMost(Duration.ofSeconds(90)).pollInSameThread().until(() -> {
                lab.waitForTimeout(200); // its events come meanwhile
                return STACK.workspace("bob", id).getString("state").equals("STOPPED");
            });
            assertThat(lab.isClosed()).isFalse();
        }
        assertThat(polls).as("requests that the tab made by itself").hasPositiveValue();
        assertThat(codes(id)).containsSubsequence("idle-warning", "idle-stopped", "stopped");
    }

    private static void printInATerminal() throws Exception {
        String id = launch("jupyter", "debian-13", "PT10S");
        STACK.awaitState("bob", id, "RUNNING");
        String terminal = terminal(id);
        WebSocket socket = open(id, "/terminals/websocket/" + terminal);
        socket.sendText("[\"stdin\", \"while sleep 5; do date; done\\r\"]", true)
                .join();
        await().atMost(Duration.ofSeconds(20)).until(() -> part(id, "messages").getString("state"), "ACTIVE"::equals);
        socket.abort();
        staysFor(id, Duration.ofSeconds(20));
        assertThat(part(id, "messages").getString("state")).isEqualTo("IDLE");
        assertThat(part(id, "terminals").getString("lastAt")).isNotNull();

        // Its program waits now, and a window's size is no work.
        assertThat(send(id, "/api/terminals/" + terminal, "DELETE").statusCode())
                .isEqualTo(204);
        WebSocket other = open(id, "/terminals/websocket/" + terminal(id));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            if (isStopped(id)) {
                return true;
            }
            other.sendText("[\"set_size\", 24, 80, 400, 600]", true).join(); // fails as soon as it stops
            return false;
        });
    }

    private static void silenceAServer() {
        String id = launch("jupyter", "debian-13", "PT8S");
        STACK.awaitState("bob", id, "RUNNING");
        signal(id, "STOP");
        try {
            // Of a server that it has not asked yet it knows nothing either.
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(STACK.workspace("bob", id).getString("activity.state"))
                        .isEqualTo("UNKNOWN");
                assertThat(part(id, "kernels").getString("state")).isEqualTo("UNKNOWN");
            });
            assertThat(STACK.workspace("bob", id).getString("activity.stopsAt")).isNull();
            staysFor(id, Duration.ofSeconds(14));
        } finally {
            signal(id, "CONT");
        }
        STACK.awaitState("bob", id, "STOPPED");
    }

    private static void computeAndSend() throws Exception {
        String computes = launch("probe", "echo", "PT8S");
        String waits = launch("probe", "echo", "PT8S");
        String pinged = launch("probe", "echo", "PT8S");
        String written = launch("probe", "echo", "PT8S");
        List.of(computes, waits, pinged, written).forEach(id -> STACK.awaitState("bob", id, "RUNNING"));
        compute(computes, "0.05"); // about a third of a processor
        compute(waits, "0.001"); // about a hundredth
        try (RawHttp pings = webSocket(pinged);
                RawHttp texts = webSocket(written)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> {
                        texts.send(frame(1, "hello"));
                        if (isStopped(pinged)) {
                            return isStopped(waits);
                        }
                        pings.send(frame(9, "ping"))
                                .send(frame(1, "{\"type\": \"ping\"}")); // fails as soon as it stops
                        return false;
                    });
            for (int i = 0; i < 4; i++) {
                texts.send(frame(1, "hello"));
                assertThat(List.of(isStopped(computes), isStopped(written))).containsOnly(false);
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            }
            JsonPath use = part(computes, "processes");
            assertThat(use.getString("state")).isEqualTo("ACTIVE");
            assertThat(use.getString("detail")).contains("% of a processor");
            texts.send(frame(1, "hello"));
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> part(written, "messages").getString("state"), "ACTIVE"::equals);
            assertThat(part(written, "processes").getString("state")).isEqualTo("IDLE");
        }
        STACK.awaitState("bob", written, "STOPPED");
    }

    @Test
    void showsEveryPartOfTheJudgement() {
        String id = launch("probe", "echo", "PT1H");
        STACK.awaitState("bob", id, "RUNNING");
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(STACK.workspace("bob", id).getList("activity.parts.part"))
                        .containsExactly("kernels", "terminals", "processes", "gpus", "messages"));
        JsonPath workspace = STACK.workspace("bob", id);
        assertThat(workspace.getList("activity.parts.state")).doesNotContain("UNKNOWN");
        assertThat(workspace.getList("activity.parts.detail")).doesNotContainNull();
        assertThat(workspace.getString("activity.stopsAt")).isNotNull();
    }

    private static String launch(String image, String version, String idleTimeout) {
        String id = STACK.launch(
                "bob",
                Map.of(
                        "name", Stack.name("active"),
                        "image", image,
                        "version", version,
                        "idleTimeout", idleTimeout,
                        "resources", Map.of("memory", image.equals("probe") ? "256Mi" : "1Gi", "cpus", 1)));
        LAUNCHED.add(id);
        return id;
    }

    private static void staysFor(String id, Duration time) {
        await().during(time)
                .atMost(time.plusSeconds(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> STACK.workspace("bob", id).getString("state").equals("RUNNING"));
    }

    private static boolean isStopped(String id) {
        return STACK.workspace("bob", id).getString("state").equals("STOPPED");
    }

    private static JsonPath part(String id, String part) {
        JsonPath workspace = STACK.workspace("bob", id);
        workspace.setRootPath("activity.parts.find { it.part == '" + part + "' }");
        return workspace;
    }

    private static List<String> codes(String id) {
        return STACK.as("bob").get("/workspaces/" + id + "/events").jsonPath().getList("items.code");
    }

    private static void compute(String id, String seconds) {
        Shell.output("docker", "exec", "-d", STACK.container(id), "python3", "-c", """
                import time
                while True:
                    end = time.process_time() + %s
                    while time.process_time() < end: pass
                    time.sleep(0.1)
                """.formatted(seconds));
    }

    /** Sends a signal to the server, the child of the container's init process. */
    private static void signal(String id, String name) {
        String init = Shell.output("docker", "inspect", "-f", "{{.State.Pid}}", STACK.container(id));
        Shell.output("pkill", "-" + name, "-P", init);
    }

    private static String terminal(String id) throws IOException, InterruptedException {
        return JsonPath.from(send(id, "/api/terminals", "POST").body()).getString("name");
    }

    private static HttpResponse<String> send(String id, String path, String method)
            throws IOException, InterruptedException {
        return STACK.http.send(
                STACK.onOrigin(id, path, "bob")
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static WebSocket open(String id, String path) {
        return STACK.http
                .newWebSocketBuilder()
                .header("Host", Stack.host(id))
                .header("Authorization", "Bearer " + STACK.token("bob"))
                .buildAsync(URI.create("ws://127.0.0.1:" + Stack.PORT + path), new WebSocket.Listener() {})
                .join();
    }

    /** A WebSocket to the probe, whose server looks at no frame. */
    private static RawHttp webSocket(String id) throws IOException {
        RawHttp socket = new RawHttp()
                .send("GET /ws HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\nAuthorization: Bearer "
                        + STACK.token("bob")
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        assertThat(socket.head()).startsWith("HTTP/1.1 101");
        return socket;
    }

    private static byte[] frame(int opcode, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | payload.length); // the mask is of zeros
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }
}
