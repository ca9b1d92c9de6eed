package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProxyIT {
    private static final Stack STACK = Stack.get();
    private static String id;

    @BeforeAll
    static void launch() {
        id = STACK.launchRunning("alice");
    }

    @AfterAll
    static void delete() {
        STACK.delete("alice", id);
    }

    @Test
    void tellsTheServerWhoAsksAndHidesHowTheyLoggedIn() throws Exception {
        HttpRequest request = STACK.onOrigin(id, "/headers", "alice")
                .header("Cookie", "slipway-workspace=secret; mine=1; slipway-login-state=secret")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=6.6.6.6")
                .header("TE", "trailers")
                .build();
        HttpResponse<String> answer = STACK.http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> seen = new ArrayList<>();
        for (Object pair : JsonPath.from(answer.body()).<List<Object>>get("$")) {
            List<?> header = (List<?>) pair;
            seen.add(header.get(0).toString().toLowerCase(Locale.ROOT) + ": " + header.get(1));
        }
        assertThat(seen)
                .contains(
                        "host: " + Stack.host(id),
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: http",
                        "cookie: mine=1")
                .anyMatch(header -> header.startsWith("authorization: token "))
                .noneMatch(header -> header.contains("secret"))
                .noneMatch(header -> header.contains("Bearer"))
                .noneMatch(header -> header.contains("6.6.6.6") || header.contains("evil.example"))
                .noneMatch(header -> header.startsWith("te:"));
    }

    @Test
    void keepsTheServersCookiesOnItsOwnOriginAndItsHopsToItself() throws Exception {
        HttpResponse<String> answer =
                STACK.http.send(STACK.onOrigin(id, "/headers", "alice").build(), BodyHandlers.ofString());
        assertThat(answer.headers().allValues("set-cookie")).containsExactly("own=1; Path=/");
        assertThat(answer.headers().map()).doesNotContainKeys("keep-alive", "x-hop");
    }

    @Test
    void letsNobodyElseIn() throws Exception {
        assertThat(status(STACK.onOrigin(id, "/", "bob").build())).isEqualTo(404);
        assertThat(status(STACK.onOrigin(id, "/", "admin").build())).isEqualTo(404);
        HttpRequest anonymous = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + "/"))
                .header("Host", Stack.host(id))
                .build();
        assertThat(status(anonymous)).isEqualTo(401);
        HttpRequest forged = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + "/"))
                .header("Host", Stack.host(id))
                .header("Authorization", "Bearer a.b.c")
                .build();
        assertThat(status(forged)).isEqualTo(401);
    }

    @Test
    void sendsABrowserWithoutALoginToThePlatformAndAcceptsNoForgedCode() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + "/lab/tree/a%20b"))
                .header("Host", Stack.host(id))
                .header("Accept", "text/html")
                .build();
        HttpResponse<String> answer = STACK.http.send(page, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location"))
                .hasValueSatisfying(to -> assertThat(to)
                        .startsWith(Stack.URL + "/open/" + id + "?state=")
                        .endsWith("&to=%2Flab%2Ftree%2Fa%2520b"));
        HttpRequest forged = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Stack.PORT + "/.slipway/login?code=x&to=/"))
                .header("Host", Stack.host(id))
                .header("Cookie", "slipway-login-state=x")
                .build();
        assertThat(status(forged)).isEqualTo(403);
    }

    @Test
    void knowsNoPlatformPathOnAWorkspacesOrigin() throws Exception {
        HttpResponse<String> answer =
                STACK.http.send(STACK.onOrigin(id, "/api/v1/me", "alice").build(), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("probe");
    }

    @Test
    void answersAHostThatIsNoWorkspace() throws Exception {
        for (String host : List.of("x.apps.localhost", "waaaaaaaaaa.apps.localhost", "..apps.localhost")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Stack.PORT + "/"))
                    .header("Host", host + ":" + Stack.PORT)
                    .header("Authorization", "Bearer " + STACK.token("alice"))
                    .build();
            assertThat(status(request)).as(host).isIn(400, 404);
        }
    }

    @Test
    void carriesALargeDownloadWithoutHoldingIt() throws Exception {
        long size = 1L << 30;
        long before = residentKib();
        HttpResponse<InputStream> answer =
                STACK.http.send(STACK.onOrigin(id, "/bytes?n=" + size, "alice").build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(size);
        long received = 0;
        byte[] buffer = new byte[1 << 20];
        try (InputStream body = answer.body()) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                received += n;
            }
        }
        assertThat(received).isEqualTo(size);
        assertThat(residentKib() - before).as("growth of the platform, KiB").isLessThan(128 * 1024);
    }

    @Test
    void waitsForAReaderWhoIsSlow() throws Exception {
        long before = residentKib();
        HttpResponse<InputStream> answer = STACK.http.send(
                STACK.onOrigin(id, "/bytes?n=" + (1L << 30), "alice").build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.read()).isZero();
            // Nobody reads now: what the server writes must stop, not pile up.
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertThat(residentKib() - before).as("growth of the platform, KiB").isLessThan(128 * 1024);
        }
    }

    @Test
    void carriesALargeUploadOfUnknownLength() throws Exception {
        int blocks = 256;
        byte[] block = new byte[1 << 20];
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < blocks; i++) {
            digest.update(block);
        }
        HttpRequest request = STACK.onOrigin(id, "/", "alice")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() ->
                        new SequenceInputStream(Collections.enumeration(Collections.nCopies(blocks, block).stream()
                                .map(ByteArrayInputStream::new)
                                .toList()))))
                .build();
        JsonPath seen =
                JsonPath.from(STACK.http.send(request, BodyHandlers.ofString()).body());
        assertThat(seen.getLong("count")).isEqualTo((long) blocks << 20);
        assertThat(seen.getString("sha256")).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    @Test
    void passesEachPieceOnAsItComes() throws Exception {
        long began = System.nanoTime();
        HttpResponse<InputStream> answer =
                STACK.http.send(STACK.onOrigin(id, "/drip", "alice").build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("tick\n");
            Duration first = Duration.ofNanos(System.nanoTime() - began);
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("tick\n".repeat(4));
            Duration last = Duration.ofNanos(System.nanoTime() - began);
            assertThat(last.minus(first)).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void joinsAWebSocketAndHidesTheCookieThere() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT)) {
            socket.setSoTimeout(10_000);
            String head = upgrade("Authorization: Bearer " + STACK.token("alice")
                    + "\r\nCookie: slipway-workspace=secret; mine=1\r\n");
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = readHead(socket.getInputStream());
            assertThat(answer).startsWith("HTTP/1.1 101").containsIgnoringCase("x-saw-cookie: mine=1");
            byte[] sent = "a frame, as far as the tunnel cares".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            Thread.ofVirtual().start(() -> write(socket, sent));
            assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        }
    }

    @Test
    void joinsNoWebSocketWithoutALogin() throws Exception {
        for (String headers : List.of(
                "", "Cookie: slipway-workspace=forged\r\n", "Authorization: Bearer " + STACK.token("bob") + "\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(upgrade(headers).getBytes(StandardCharsets.US_ASCII));
                assertThat(readHead(socket.getInputStream())).matches("(?s)HTTP/1.1 40[14].*");
            }
        }
    }

    @Test
    void refusesAnAmbiguousRequest() throws Exception {
        for (String framing : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Transfer-Encoding: gzip, chunked, gzip\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Stack.PORT)) {
                socket.setSoTimeout(10_000);
                String head = "POST / HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\nAuthorization: Bearer "
                        + STACK.token("alice") + "\r\n" + framing + "\r\n0\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                assertThat(readHead(socket.getInputStream())).as(framing).doesNotStartWith("HTTP/1.1 5");
            }
        }
    }

    @Test
    void showsAPageThatOffersToStartAStoppedWorkspace() throws Exception {
        String stopped = STACK.launchRunning("alice");
        STACK.as("alice").post("/workspaces/" + stopped + "/stop").then().statusCode(202);
        STACK.awaitState("alice", stopped, "STOPPED");
        HttpResponse<String> page = STACK.http.send(
                STACK.onOrigin(stopped, "/lab", "alice")
                        .header("Accept", "text/html")
                        .build(),
                BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("Start it");
        HttpResponse<String> started = STACK.http.send(
                STACK.onOrigin(stopped, "/.slipway/start", "alice")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(started.statusCode()).isEqualTo(200);
        STACK.awaitState("alice", stopped, "RUNNING");
        assertThat(status(STACK.onOrigin(stopped, "/", "alice").build())).isEqualTo(200);
        STACK.delete("alice", stopped);
    }

    @Test
    void holdsAProgramsRequestUntilTheWorkspaceServesButNotThatOfAStoppedOne() throws Exception {
        String launched = STACK.launch("alice", "echo", "256Mi");
        assertThat(status(STACK.onOrigin(launched, "/", "alice").build())).isEqualTo(200);
        STACK.awaitState("alice", launched, "RUNNING");

        STACK.as("alice").post("/workspaces/" + launched + "/stop").then().statusCode(202);
        STACK.awaitState("alice", launched, "STOPPED");
        long began = System.nanoTime();
        assertThat(status(STACK.onOrigin(launched, "/", "alice").build())).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("a stopped one's")
                .isLessThan(Duration.ofSeconds(2));
        STACK.delete("alice", launched);
    }

    private static String upgrade(String headers) {
        return "GET /ws HTTP/1.1\r\nHost: " + Stack.host(id)
                + "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers + "\r\n";
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                break;
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static int status(HttpRequest request) throws Exception {
        return STACK.http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static long residentKib() {
        return Long.parseLong(
                Shell.output("sh", "-c", "awk '/VmRSS/ {print $2}' /proc/" + STACK.pid("platform") + "/status"));
    }
}
