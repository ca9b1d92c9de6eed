package dev.slipway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.RawHttp;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person and a program are told when a workspace's server does not serve them. */
class ProxyErrorsIT {
    private static final Stack STACK = Stack.get();
    private static final String UPGRADE =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
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
    void saysWhatTheServerDidWhenItAnswersWithNothingOrNonsense() throws Exception {
        for (String path : List.of("/resets", "/babbles")) {
            told(502, "workspace-unreachable", path, "alice");
        }
    }

    @Test
    void saysThatNobodyListensAndThatNothingCameInTime() throws Exception {
        String lost = STACK.launchRunning("alice");
        String address = Shell.output(
                "docker",
                "inspect",
                "-f",
                "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                STACK.container(lost));
        try {
            filter("ip daddr %s tcp dport 8000 reject with tcp reset".formatted(address));
            told(lost, 502, "workspace-unreachable", "/", "alice");
            filter("ip daddr %s tcp dport 8000 drop".formatted(address));
            told(lost, 504, "workspace-silent", "/", "alice");
        } finally {
            Shell.run("nft", "delete", "table", "inet", "slipway-it-proxy");
            STACK.delete("alice", lost);
        }
    }

    /** Replaces the rule on packets from this host to a workspace, as no workspace could. */
    private static void filter(String rule) {
        String table = "inet slipway-it-proxy";
        Shell.output(
                "nft",
                "table %1$s; delete table %1$s; table %1$s { chain output { type filter hook output priority 0; %2$s; }; }"
                        .formatted(table, rule));
    }

    @Test
    void saysWhyItLetsNobodyIn() throws Exception {
        told(404, "not-found", "/", "bob");
        try (RawHttp http = new RawHttp()) {
            http.send("GET / HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\n\r\n");
            isProblem(http.answer(), 401, "unauthenticated");
            http.send("GET /.slipway/login?code=x HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\n\r\n");
            isProblem(http.answer(), 403, "forbidden");
            http.send("GET /.slipway/login?code=%zz HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\n\r\n");
            isProblem(http.answer(), 400, "invalid-request");
            http.send("GET / HTTP/1.1\r\nHost: x.apps.localhost:" + Stack.PORT + "\r\n\r\n");
            isProblem(http.answer(), 404, "not-found");
        }
        try (RawHttp http = new RawHttp()) {
            http.send("GET / HTTP/1.1\r\n\r\n");
            isProblem(http.answer(), 400, "invalid-request");
        }
        try (RawHttp http = new RawHttp()) {
            http.send("GET / HTTP/1.0\r\nHost: " + Stack.host(id) + "\r\n\r\n");
            isProblem(http.answer(), 505, "http-version");
        }
    }

    @Test
    void saysThatAWorkspaceDoesNotRunInAFormThatFitsTheClient() throws Exception {
        String stopped = STACK.launchRunning("alice");
        STACK.as("alice").post("/workspaces/" + stopped + "/stop").then().statusCode(202);
        STACK.awaitState("alice", stopped, "STOPPED");
        HttpResponse<String> answer =
                STACK.http.send(STACK.onOrigin(stopped, "/", "alice").build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(JsonPath.from(answer.body()).getString("detail")).contains("STOPPED");
        STACK.delete("alice", stopped);
    }

    @Test
    void breaksAnAnswerOffWhereTheServerDid() throws Exception {
        try (RawHttp http = new RawHttp()) {
            http.send(get("/breaks-off", ""));
            RawHttp.Answer answer = http.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("half");
        }
    }

    /** An interim answer is none, and another protocol is spoken where it was asked for alone. */
    @Test
    void relaysNoAnswerThatIsNotFinal() throws Exception {
        for (int status : List.of(101, 102, 199)) {
            for (String upgrade : status == 101 ? List.of("") : List.of("", UPGRADE)) {
                try (RawHttp http = new RawHttp()) {
                    http.send(get("/refused?n=0&status=" + status, upgrade));
                    RawHttp.Answer answer = http.answer();
                    assertThat(answer.status()).as(status + upgrade).isEqualTo(502);
                    assertThat(answer.header("content-type")).contains("application/problem+json");
                }
            }
        }
    }

    @Test
    void passesOnHowTheServerRefusesAWebSocket() throws Exception {
        for (int status : List.of(400, 403, 404, 429, 500, 503)) {
            try (RawHttp http = new RawHttp()) {
                http.send(get("/refused?n=3&status=" + status, UPGRADE));
                RawHttp.Answer answer = http.answer();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.text()).as("the server's own words").isEqualTo("xxx");
            }
            try (RawHttp http = new RawHttp()) {
                http.send(get("/refused?n=0&status=" + status, UPGRADE));
                isProblem(http.answer(), status, "websocket-refused");
            }
        }
    }

    @Test
    void callsNoRefusedWebSocketASuccess() throws Exception {
        for (int status : List.of(200, 204, 206)) {
            try (RawHttp http = new RawHttp()) {
                http.send(get("/refused?n=0&status=" + status, UPGRADE));
                isProblem(http.answer(), 502, "websocket-refused");
            }
        }
        try (RawHttp http = new RawHttp()) {
            http.send(get("/resets", UPGRADE));
            isProblem(http.answer(), 502, "workspace-unreachable");
        }
    }

    private static void told(int status, String code, String path, String user) throws Exception {
        told(id, status, code, path, user);
    }

    /** A program is told as by the API, a person by a page, and who asks for the head only gets no body. */
    private static void told(String workspace, int status, String code, String path, String user) throws Exception {
        HttpResponse<String> problem =
                STACK.http.send(STACK.onOrigin(workspace, path, user).build(), BodyHandlers.ofString());
        assertThat(problem.statusCode()).as(path).isEqualTo(status);
        assertThat(problem.headers().map())
                .containsEntry("content-type", List.of("application/problem+json"))
                .containsEntry("cache-control", List.of("no-store"));
        assertThat(JsonPath.from(problem.body()).<String, Object>getMap("$"))
                .containsAllEntriesOf(Map.of("type", "urn:slipway:problem:" + code, "status", status))
                .containsKeys("title", "detail");

        HttpResponse<String> page = STACK.http.send(
                STACK.onOrigin(workspace, path, user)
                        .header("Accept", "text/html,*/*;q=0.8")
                        .build(),
                BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.headers().map())
                .containsEntry("content-type", List.of("text/html; charset=utf-8"))
                .containsEntry("cache-control", List.of("no-store"))
                .containsKey("content-security-policy");
        assertThat(page.body()).contains("<!doctype html>", Stack.URL).doesNotContain("{{");

        HttpResponse<String> head = STACK.http.send(
                STACK.onOrigin(workspace, path, user)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(status);
        assertThat(head.body()).isEmpty();
    }

    private static void isProblem(RawHttp.Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).hasValue("application/problem+json");
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(JsonPath.from(answer.text()).getString("type")).isEqualTo("urn:slipway:problem:" + code);
    }

    private static String get(String target, String headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + Stack.host(id) + "\r\nAuthorization: Bearer "
                + STACK.token("alice") + "\r\n" + headers + "\r\n";
    }
}
