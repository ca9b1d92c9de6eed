package dev.slipway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.HeldConnections;
import dev.slipway.testing.RawHttp;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client does that wants the platform's memory, its connections, its log or another's login, and how others fare. */
@Tag("alone")
class HostileClientsIT {
    private static final Stack STACK = Stack.get();
    private static final String PLATFORM = "localhost:" + Stack.PORT;
    private static String workspace;
    private static long platform;
    private final HeldConnections open = new HeldConnections();

    @BeforeAll
    static void launch() {
        workspace = STACK.launchRunning("alice");
        platform = STACK.pid("platform");
    }

    @AfterAll
    static void delete() {
        STACK.delete("alice", workspace);
    }

    @AfterEach
    void closeAll() throws IOException {
        open.close();
        assertThat(STACK.pid("platform")).as("the platform's process").isEqualTo(platform);
    }

    @Test
    void fillsNoMemoryWithBodiesThatItDoesNotEnd() throws Exception {
        String body = "{\"name\":\"" + "x".repeat(500_000);
        for (int i = 0; i < 220; i++) {
            open.begin("POST /api/v1/workspaces HTTP/1.1\r\nHost: " + PLATFORM + "\r\n" + bearer("alice")
                    + "Content-Type: application/json\r\nContent-Length: 510000\r\n\r\n" + body);
        }
        othersAreServedSoon();
        List<Integer> answers = open.answers();
        assertThat(answers).contains(429).doesNotContain(500, 503);
        assertThat(answers.stream().filter(status -> status == 429).count()).isGreaterThan(180);
        closeAll();
        // What was held is free again.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> STACK.as("alice")
                        .body(Map.of("name", "x".repeat(400_000)))
                        .post("/workspaces")
                        .then()
                        .statusCode(400));
        assertThat(log()).doesNotContain("java.lang.OutOfMemoryError");
    }

    @Test
    void fillsNoMemoryWithChunksEither() throws Exception {
        String chunk = "ffff\r\n" + "x".repeat(0xffff) + "\r\n";
        for (int i = 0; i < 60; i++) {
            open.begin("POST /api/v1/workspaces HTTP/1.1\r\nHost: " + PLATFORM + "\r\n" + bearer("alice")
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(7));
        }
        othersAreServedSoon();
        assertThat(open.answers()).contains(429);
    }

    @Test
    void sendsNoBodyWithoutALogin() throws Exception {
        for (String login : List.of("", "Authorization: Bearer nonsense\r\n")) {
            try (RawHttp http = new RawHttp()) {
                http.send("POST /api/v1/workspaces HTTP/1.1\r\nHost: " + PLATFORM + "\r\n" + login
                        + "Content-Type: application/json\r\nContent-Length: 400000\r\n\r\n{");
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).isEqualTo(401);
                assertThat(http.ends()).isTrue();
            }
        }
    }

    @Test
    void isToldWhatEachKindOfRequestMayCarry() throws Exception {
        Map<String, Integer> bounds = Map.of(
                "POST /api/v1/workspaces", 512 << 10,
                "POST /api/v1/dockerfiles:check", 1 << 20,
                "POST /api/v1/images/some/versions/one/build", 257 << 20,
                "POST /api/v1/compatibility:check", 64 << 10,
                "PUT /api/v1/image-eviction", 64 << 10,
                "POST /api/v1/nothing", 64 << 10);
        for (Map.Entry<String, Integer> bound : bounds.entrySet()) {
            try (RawHttp http = new RawHttp()) {
                http.send(bound.getKey() + " HTTP/1.1\r\nHost: " + PLATFORM + "\r\n" + bearer("admin")
                        + "Content-Type: application/json\r\nContent-Length: " + (bound.getValue() + 1) + "\r\n\r\n");
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).as(bound.getKey()).isEqualTo(413);
                assertThat(answer.text()).contains("urn:slipway:problem:too-large", "iB");
            }
        }
    }

    @Test
    void holdsNoConnectionByAHeadOrABodyThatDoesNotCome() throws Exception {
        Socket head = open.begin("GET /api/v1/me HTTP/1.1\r\nHost: " + PLATFORM + "\r\nX-Slow: ");
        Socket body = open.begin("POST /api/v1/workspaces HTTP/1.1\r\nHost: " + PLATFORM + "\r\n" + bearer("alice")
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        Thread drip = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    head.getOutputStream().write('x');
                    body.getOutputStream().write(' ');
                    Thread.sleep(200); // so slow a sender is the attack
                }
            } catch (IOException | InterruptedException e) {
                // cut
            }
        });
        for (Socket socket : List.of(head, body)) {
            long began = System.nanoTime();
            socket.setSoTimeout(10_000);
            assertThat(endsWithin(socket)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
        }
        drip.interrupt();
        // What holds for a connection's first request holds for the next.
        try (RawHttp http = new RawHttp()) {
            http.send("GET /q/health/live HTTP/1.1\r\nHost: " + PLATFORM + "\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(200);
            http.send("GET /q/health/live HTTP/1.1\r\nHost: ");
            assertThat(http.ends()).isTrue();
        }
        // A request that is under way has all the time that it needs, and its connection serves on.
        try (RawHttp http = new RawHttp()) {
            String get = "GET /slow HTTP/1.1\r\nHost: " + Stack.host(workspace) + "\r\n" + bearer("alice") + "\r\n";
            assertThat(http.send(get).answer().status()).isEqualTo(200);
            assertThat(http.send(get).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void keepsAWebSocketForAsLongAsItWantsAndAnIdleConnectionForAWhile() throws Exception {
        try (RawHttp webSocket = new RawHttp();
                RawHttp idle = new RawHttp()) {
            webSocket.send("GET /ws HTTP/1.1\r\nHost: " + Stack.host(workspace) + "\r\n" + bearer("alice")
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertThat(webSocket.head()).startsWith("HTTP/1.1 101 ");
            idle.send("GET /q/health/live HTTP/1.1\r\nHost: " + PLATFORM + "\r\n\r\n");
            assertThat(idle.answer().status()).isEqualTo(200);
            assertThat(idle.ends()).as("four times a head's time later").isTrue();
            assertThat(webSocket.send("echo").readNBytes(4)).isEqualTo("echo");
        }
    }

    @Test
    void sendsNoBodyOfUnknownLengthWhereNobodyCounts() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send("POST /logout/back-channel HTTP/1.1\r\nHost: " + PLATFORM
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(413);
        }
    }

    @Test
    void stopsNobodysLogsByFollowingManyOfItsOwn() throws Exception {
        String others = STACK.launchRunning("bob");
        for (int i = 0; i < 256; i++) {
            open.begin("GET /api/v1/workspaces/" + workspace + "/logs?follow=true HTTP/1.1\r\nHost: " + PLATFORM
                    + "\r\n" + bearer("alice") + "\r\n");
        }
        othersAreServedSoon();
        List<Integer> answers = open.answers();
        assertThat(answers.stream().filter(status -> status == 200).count()).isBetween(1L, 16L);
        assertThat(answers.stream().filter(status -> status == 429).count()).isGreaterThan(200);
        long began = System.nanoTime();
        String log = STACK.as("bob")
                .accept("text/plain")
                .get("/workspaces/" + others + "/logs")
                .asString();
        assertThat(log).contains("probe listens");
        STACK.as("bob").post("/workspaces/" + others + "/stop").then().statusCode(202);
        STACK.awaitState("bob", others, "STOPPED");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        closeAll();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> STACK.as("alice")
                        .accept("text/plain")
                        .get("/workspaces/" + workspace + "/logs")
                        .then()
                        .statusCode(200));
        STACK.delete("bob", others);
    }

    /** The first answer to another is timed in the burst; what a burst costs is mostly what comes before it is known whose it is. */
    @Test
    void keepsNobodyWaitingBehindHundredsOfRequests() throws Exception {
        String token = STACK.token("alice");
        STACK.timeOfAnswerTo("bob"); // whose token proves true
        Map<String, String> bursts = Map.of(
                "with a token that is not true", "GET /api/v1/me HTTP/1.1\r\nAuthorization: Bearer " + token + "%04d",
                "without one", "GET /api/v1/me?%d HTTP/1.1",
                "of metrics", "GET /q/metrics?%d HTTP/1.1",
                "of health", "GET /q/health?%d HTTP/1.1",
                "for logins", "GET /login?%d HTTP/1.1",
                "for workspaces",
                        "GET /open/" + workspace + "?state=%d&to=/ HTTP/1.1\r\n"
                                + bearer("alice").strip(),
                "for a workspace", "GET /%d HTTP/1.1\r\n" + bearer("alice").strip());
        for (Map.Entry<String, String> burst : bursts.entrySet()) {
            String host = burst.getKey().equals("for a workspace") ? Stack.host(workspace) : PLATFORM;
            for (int i = 0; i < 400; i++) {
                open.begin(burst.getValue().formatted(i) + "\r\nHost: " + host + "\r\n\r\n");
            }
            assertThat(STACK.timeOfAnswerTo("bob")).as(burst.getKey()).isLessThan(Duration.ofSeconds(1));
            assertThat(open.answers())
                    .as(burst.getKey())
                    .doesNotContain(500, 503)
                    .anyMatch(status -> status > 0);
            open.close();
        }
    }

    @Test
    void keepsNoStreamOpenByLeavingBeforeItBegins() throws Exception {
        for (int i = 0; i < 300; i++) {
            Socket socket =
                    open.begin("GET /api/v1/" + (i % 2 == 0 ? "stream" : "workspaces/" + workspace + "/events/stream")
                            + " HTTP/1.1\r\nHost: " + PLATFORM + "\r\nAccept: text/event-stream\r\n" + bearer("alice")
                            + "\r\n");
            if (i % 3 == 0) {
                Thread.sleep(i % 20); // so that they leave at different steps: nothing tells which one it is at
            }
            socket.setSoLinger(true, 0);
            socket.close();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(STACK.streams()).isZero());
    }

    @Test
    void fillsNoMemoryWithAnswersThatItDoesNotRead() throws Exception {
        Shell.output(
                "docker",
                "exec",
                STACK.container(workspace),
                "python3",
                "-c",
                "out = open('/proc/1/fd/1', 'w')\nfor i in range(600): out.write('x' * 16000 + '\\n')");
        for (int i = 0; i < 200; i++) {
            open.begin("GET /api/v1/workspaces/" + workspace + "/logs?tail=10000 HTTP/1.1\r\nHost: " + PLATFORM + "\r\n"
                    + bearer("alice") + "\r\n");
        }
        for (int i = 0; i < 100; i++) {
            open.begin("GET /api/v1/stream HTTP/1.1\r\nHost: " + PLATFORM + "\r\nAccept: text/event-stream\r\n"
                    + bearer("alice") + "\r\n");
        }
        othersAreServedSoon();
        assertThat(log()).doesNotContain("java.lang.OutOfMemoryError");
    }

    @Test
    void keepsNobodyOutByCookiesThatItTosses() throws Exception {
        String state = "a-state-of-this-browser's";
        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8)));
        String tossedStates = tossed("slipway-login-state");
        HttpResponse<String> open = get(
                PLATFORM,
                "/open/" + workspace + "?state=" + hash + "&to=/",
                "Authorization",
                "Bearer " + STACK.token("alice"));
        URI handOver = URI.create(open.headers().firstValue("location").orElseThrow());
        HttpResponse<String> login = get(
                Stack.host(workspace),
                handOver.getRawPath() + "?" + handOver.getRawQuery(),
                "Cookie",
                tossedStates + "; slipway-login-state=" + state);
        assertThat(login.statusCode()).isEqualTo(303);
        String session = login.headers().allValues("set-cookie").stream()
                .filter(cookie -> cookie.startsWith("slipway-workspace="))
                .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow();
        HttpResponse<String> page =
                get(Stack.host(workspace), "/", "Cookie", tossed("slipway-workspace") + "; " + session);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("probe");
    }

    private static String tossed(String name) {
        return IntStream.range(0, 200).mapToObj(i -> name + "=tossed" + i).collect(Collectors.joining("; "));
    }

    private static HttpResponse<String> get(String host, String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + path))
                .timeout(Duration.ofSeconds(20))
                .header("Host", host)
                .header(header, value)
                .build();
        return STACK.http.send(request, BodyHandlers.ofString());
    }

    @Test
    void isAnsweredForTheHostsOfThisPlatformAlone() throws Exception {
        for (String host : List.of(
                "evil.example",
                "evil.example:" + Stack.PORT,
                "localhost.evil.example",
                "apps.localhost",
                "10.1.2.3",
                "127.0.0.1.evil.example")) {
            assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .isEqualTo(421);
            assertThat(status("GET /login HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .isEqualTo(421);
            assertThat(status("GET /q/health/../../login HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .isEqualTo(421);
            assertThat(status("GET /q/metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .isEqualTo(421);
        }
        for (String host : List.of("localhost:" + Stack.PORT, "LOCALHOST", "127.0.0.1", "127.1.2.3:1", "[::1]:99")) {
            assertThat(status("GET /q/health/live HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .isEqualTo(200);
        }
        assertThat(status("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"))
                .isEqualTo(400);
        assertThat(status("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"))
                .isEqualTo(400);
        assertThat(status("GET http://evil.example/ HTTP/1.1\r\nHost: localhost:" + Stack.PORT + "\r\n\r\n"))
                .isEqualTo(400);
        try (RawHttp http = new RawHttp()) {
            RawHttp.Answer answer = http.send("GET /login HTTP/1.1\r\nHost: localhost:" + Stack.PORT
                            + "\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n")
                    .answer();
            assertThat(answer.header("location").orElseThrow()).doesNotContain("evil");
        }
    }

    private static int status(String request) throws IOException {
        try (RawHttp http = new RawHttp()) {
            return http.send(request).answer().status();
        }
    }

    @Test
    void letsNoOtherOriginHaveWhatThePlatformAnswers() throws Exception {
        for (String path :
                List.of("/", "/api/v1/me", "/api/v1/nothing", "/nothing", "/q/health/live", "/favicon.svg")) {
            HttpResponse<String> answer = get(PLATFORM, path, "Authorization", "Bearer " + STACK.token("alice"));
            assertThat(answer.headers().allValues("cross-origin-resource-policy"))
                    .as(path)
                    .containsExactly("same-origin");
            assertThat(answer.headers().allValues("content-security-policy").toString())
                    .as(path)
                    .doesNotContain("unsafe");
            if (path.startsWith("/api/")) {
                assertThat(answer.headers().allValues("cache-control")).as(path).containsExactly("no-store");
            }
        }
        HttpResponse<String> own = get(Stack.host(workspace), "/.slipway/nothing", "Accept", "text/html");
        assertThat(own.headers().allValues("cross-origin-resource-policy")).containsExactly("same-origin");
        assertThat(own.headers().allValues("content-security-policy").toString())
                .contains("style-src 'sha256-")
                .doesNotContain("unsafe");
    }

    @Test
    void writesNoLinesIntoThePlatformsLog() throws Exception {
        String forged = "forged-" + System.nanoTime();
        for (String path :
                List.of("/api/v1/x%0a" + forged + "%1b%5b2J", "/x%0a" + forged, "/api/v1/workspaces/%0a" + forged)) {
            get(PLATFORM, path, "Authorization", "Bearer " + STACK.token("alice"));
        }
        assertThat(log().lines()).noneMatch(line -> line.startsWith(forged)).noneMatch(line -> line.contains("\u001b"));
    }

    @Test
    void makesNoErrorByLeavingInTheMiddleOfABody() throws Exception {
        int before = errors();
        for (int i = 0; i < 20; i++) {
            Socket socket = open.begin("POST /api/v1/workspaces HTTP/1.1\r\nHost: " + PLATFORM + "\r\n"
                    + bearer("alice") + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"name\":");
            if (i % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
            Thread.sleep(
                    50); // so that the platform is within the body when its sender leaves: nothing tells when it is
            socket.close();
        }
        othersAreServedSoon();
        assertThat(errors()).isEqualTo(before);
    }

    private static int errors() throws IOException {
        return (int) log().lines().filter(line -> line.contains(" ERROR ")).count();
    }

    private static String log() throws IOException {
        return Files.readString(STACK.home().resolve("logs/platform.log"));
    }

    private static String bearer(String user) {
        return "Authorization: Bearer " + STACK.token(user) + "\r\n";
    }

    private static boolean endsWithin(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {}
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void othersAreServedSoon() {
        for (int i = 0; i < 5; i++) {
            assertThat(STACK.timeOfAnswerTo("bob")).isLessThan(Duration.ofSeconds(1));
        }
    }
}
