package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.RawHttp;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests to a workspace as no HTTP library writes them, byte by byte. */
class RawRequestsIT {
    private static final Stack STACK = Stack.get();
    private static final String EXPECTS = "Expect: 100-continue\r\n";
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
    void passesThe100OfTheServerOnSoThatAnUploadNeedNotWait() throws Exception {
        byte[] body = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (RawHttp http = new RawHttp()) {
            long began = System.nanoTime();
            http.send(post("/", EXPECTS + "Content-Length: " + body.length + "\r\n"));
            assertThat(http.head()).startsWith("HTTP/1.1 100 ");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(700));
            RawHttp.Answer answer = http.send(body).answer();
            assertThat(JsonPath.from(answer.text()).getInt("count")).isEqualTo(body.length);
            // The connection serves on.
            assertThat(http.send(get("/line", "")).answer().text()).isEqualTo("GET /line HTTP/1.1");
        }
    }

    @Test
    void passesThe100OnForABodyOfUnknownLength() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send(post("/", EXPECTS + "Transfer-Encoding: chunked\r\n"));
            assertThat(http.head()).startsWith("HTTP/1.1 100 ");
            RawHttp.Answer answer =
                    http.send("5\r\nhello\r\n").send("0\r\n\r\n").answer();
            assertThat(JsonPath.from(answer.text()).getInt("count")).isEqualTo(5);
        }
    }

    @Test
    void servesAClientThatSendsItsBodyWithoutWaiting() throws Exception {
        for (String path : List.of("/", "/silent-until-the-body")) {
            try (RawHttp http = new RawHttp()) {
                http.send(post(path, EXPECTS + "Content-Length: 5\r\n") + "hello");
                RawHttp.Answer answer = http.answer();
                if (answer.status() == 100) {
                    answer = http.answer();
                }
                assertThat(JsonPath.from(answer.text()).getInt("count"))
                        .as(path)
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void passesARefusalOnBeforeTheBodyWasSent() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send(post("/refuses", EXPECTS + "Content-Length: 5\r\n"));
            assertThat(http.answer().status()).isEqualTo(417);
            // What comes next on the connection is the body that was announced, and no request.
            http.send("GET /");
            assertThat(http.send(get("/line", "")).answer().text()).isEqualTo("GET /line HTTP/1.1");
        }
    }

    @Test
    void refusesBeforeTheBodyWhomItDoesNotKnow() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send("POST / HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\n" + EXPECTS + "Content-Length: 5\r\n\r\n");
            assertThat(http.answer().status()).isEqualTo(401);
        }
    }

    @Test
    void passesEveryByteOfATargetOnThatHarmsNobody() throws Exception {
        for (String target : List.of(
                "/line?a={b}|c^d`e",
                "/line?\"q\"<x>\\y\\[1]",
                "/line?a=%2F%2e%2E%7b%00%zz&b=%",
                "/line?u=\u00c3\u00a9\u00e2\u0082\u00ac", // é and € in UTF-8, each byte one char
                "/line;p={1}|2/../line?x",
                "//line/./{a}/%2e%2e/..",
                "/line?a#b")) {
            try (RawHttp http = new RawHttp()) {
                RawHttp.Answer answer = http.send(get(target, "")).answer();
                assertThat(answer.status()).as(target).isEqualTo(200);
                if (target.startsWith("/line?")) {
                    assertThat(answer.bytes()).isEqualTo("GET " + target + " HTTP/1.1");
                }
            }
        }
    }

    @Test
    void refusesInWordsATargetThatMayBeReadInTwoWays() throws Exception {
        for (String target : List.of(
                "/line?a=\u0001",
                "/line?a=\u007f",
                "/line?\u001fb",
                "/line?a=\u00c2\u0085", // a control character in UTF-8
                "/line?a=\u00e9", // not UTF-8
                "/line?a=\u0000b",
                "http://elsewhere.example/line",
                "*")) {
            try (RawHttp http = new RawHttp()) {
                RawHttp.Answer answer = http.send(get(target, "")).answer();
                assertThat(answer.status()).as(target).isIn(400, 404);
                assertThat(answer.header("content-type")).as(target).hasValue("application/problem+json");
                assertThat(JsonPath.from(answer.text()).getString("detail"))
                        .as(target)
                        .isNotBlank();
            }
        }
    }

    @Test
    void neverLetsATargetBecomeASecondRequest() throws Exception {
        for (String line : List.of(
                "GET /line?a=b HTTP/1.1\rX: y",
                "GET /line?a b HTTP/1.1",
                "GET /line\t?b HTTP/1.1",
                "GET /line?\u000bb HTTP/1.1")) {
            try (RawHttp http = new RawHttp()) {
                http.send(line + "\r\nHost: " + Stack.host(id) + "\r\nAuthorization: Bearer " + STACK.token("alice")
                        + "\r\n\r\n" + get("/line", ""));
                assertThat(http.answer().status()).as(line).isEqualTo(400);
                assertThat(http.ends()).as(line).isTrue();
            }
        }
    }

    @Test
    void refusesInWordsATargetOfThePlatformsOwnThatIsNoUri() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send("GET /api/v1/me?a={b} HTTP/1.1\r\nHost: localhost:" + Stack.PORT + "\r\n\r\n");
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(JsonPath.from(answer.text()).getString("type")).isEqualTo("urn:slipway:problem:invalid-request");
        }
    }

    @Test
    void keepsThePlaceOfAPersonWhoLogsIn() throws Exception {
        String head = firstHead(
                "GET /lab?q={a}|\u00c3\u00a9 HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\nAccept: text/html\r\n\r\n");
        assertThat(head).startsWith("HTTP/1.1 303").containsIgnoringCase("&to=%2Flab%3Fq%3D%7Ba%7D%7C%25C3%25A9\r\n");
    }

    @Test
    void knowsAHostByItsNameWithADotAtTheEndToo() throws Exception {
        String dotted = id + ".apps.localhost.:" + Stack.PORT;
        String login = "Authorization: Bearer " + STACK.token("alice") + "\r\n";
        assertThat(firstHead("GET /line HTTP/1.1\r\nHost: " + dotted + "\r\n" + login + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(firstHead("GET /line HTTP/1.1\r\nHost: " + dotted + "\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(firstHead("GET /ws HTTP/1.1\r\nHost: " + dotted + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + login + "\r\n"))
                .startsWith("HTTP/1.1 101");
        // Whom the workspace's page is to know by a cookie goes to the name under which it is set.
        assertThat(firstHead("GET /lab?a=1 HTTP/1.1\r\nHost: " + dotted + "\r\nAccept: text/html\r\n\r\n"))
                .startsWith("HTTP/1.1 303")
                .containsIgnoringCase("location: http://" + Stack.host(id) + "/lab?a=1\r\n");
        assertThat(firstHead(
                        "GET /images HTTP/1.1\r\nHost: localhost.:" + Stack.PORT + "\r\nAccept: text/html\r\n\r\n"))
                .startsWith("HTTP/1.1 303")
                .containsIgnoringCase("location: " + Stack.URL + "/images\r\n");
        assertThat(firstHead("GET /api/v1/me HTTP/1.1\r\nHost: localhost.:" + Stack.PORT + "\r\n" + login + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(firstHead(
                        "GET / HTTP/1.1\r\nHost: " + id + ".apps.localhost..:" + Stack.PORT + "\r\n" + login + "\r\n"))
                .matches("(?s)HTTP/1.1 40[04].*");
    }

    private static String firstHead(String request) throws IOException {
        try (RawHttp http = new RawHttp()) {
            return http.send(request).head();
        }
    }

    private static String get(String target, String headers) {
        return request("GET", target, headers);
    }

    private static String post(String target, String headers) {
        return request("POST", target, headers);
    }

    private static String request(String method, String target, String headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\nAuthorization: Bearer "
                + STACK.token("alice") + "\r\n" + headers + "\r\n";
    }
}
