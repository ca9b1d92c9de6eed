package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP offers to clients beside answers: tags, pages, streams that go on, compression, and a clear no. */
class HttpMannersIT {
    private static final Stack STACK = Stack.get();

    private static String tagOf(String id) {
        return STACK.as("alice").get("/workspaces/" + id).header("ETag");
    }

    @Test
    void aTagIsStaleForAChangeOnlyIfAPersonChangedTheThing() {
        String id = STACK.launch("alice", "echo", "128Mi");
        String launched = tagOf(id);
        assertThat(launched).matches("\"1\\.[0-9a-f]{16}\"");
        STACK.awaitState("alice", id, "RUNNING");
        assertThat(tagOf(id)).startsWith("\"1.").isNotEqualTo(launched);
        STACK.as("alice")
                .header("If-Match", launched)
                .post("/workspaces/" + id + "/stop")
                .then()
                .statusCode(202)
                .header("ETag", containsString("\"2."));
        STACK.awaitState("alice", id, "STOPPED");
        STACK.as("alice")
                .header("If-Match", launched)
                .post("/workspaces/" + id + "/start")
                .then()
                .statusCode(412);

        String now = tagOf(id);
        STACK.as("alice")
                .header("If-None-Match", "\"other\", W/" + now)
                .get("/workspaces/" + id)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(now))
                .header("Cache-Control", equalTo("private, no-cache"))
                .body(equalTo(""));
        STACK.as("alice")
                .header("If-None-Match", launched)
                .get("/workspaces/" + id)
                .then()
                .statusCode(200);
        STACK.as("alice")
                .header("If-None-Match", "now")
                .get("/workspaces/" + id)
                .then()
                .statusCode(400);
        STACK.delete("alice", id);
    }

    @Test
    void aVersionOfAnImageHasATagToo() {
        Response first = STACK.as("alice").get("/images/probe/versions/echo");
        assertThat(first.header("ETag")).matches("\"0\\.[0-9a-f]{16}\"");
        STACK.as("alice")
                .header("If-None-Match", first.header("ETag"))
                .get("/images/probe/versions/echo")
                .then()
                .statusCode(304);
    }

    @Test
    void muchIsSentInGzipToWhoTakesIt() throws Exception {
        HttpResponse<byte[]> plain = get("/images", "br, gzip;q=0");
        HttpResponse<byte[]> small = get("/images", "br;q=1.0, gzip;q=0.8");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(small.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(small.body().length).isLessThan(plain.body().length / 3);
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
            assertThat(new JsonPath(unpacked).getList("items")).isNotEmpty();
        }
        assertThat(get("/me", "gzip").headers().firstValue("Content-Encoding")).isEmpty();
    }

    private static HttpResponse<byte[]> get(String path, String encodings) throws Exception {
        return STACK.http.send(
                HttpRequest.newBuilder(URI.create(Stack.URL + "/api/v1" + path))
                        .header("Authorization", "Bearer " + STACK.token("alice"))
                        .header("Accept-Encoding", encodings)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void operationsHavePagesAndTheirStreamsGoOn() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String id = STACK.as("admin")
                    .post("/images/probe/versions/echo/check")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
            await().until(() ->
                    STACK.as("admin").get("/operations/" + id).jsonPath().getString("finishedAt") != null);
            ids.addFirst(id);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (seen.size() < 2) {
            JsonPath page =
                    STACK.as("admin").get("/operations?limit=1" + cursor).jsonPath();
            assertThat(page.getList("items")).hasSize(1);
            seen.add(page.getString("items[0].id"));
            cursor = "&cursor=" + page.getString("nextCursor");
        }
        assertThat(seen).isEqualTo(ids);

        String path = "/operations/" + ids.getFirst() + "/events/stream";
        String whole = STACK.as("admin").accept("text/event-stream").get(path).asString();
        assertThat(whole).contains("event:operation").contains("\"SUCCEEDED\"").doesNotContain("content-type");
        String last = whole.lines()
                .filter(line -> line.startsWith("id:"))
                .reduce((one, next) -> next)
                .orElseThrow()
                .substring("id:".length());
        String rest = STACK.as("admin")
                .accept("text/event-stream")
                .header("Last-Event-ID", last)
                .get(path)
                .asString();
        assertThat(rest).doesNotContain("data:");
    }

    @Test
    void aLogIsStreamedAndGoesOnAfterALine() throws Exception {
        String id = STACK.launch("alice", "echo", "128Mi");
        STACK.awaitState("alice", id, "RUNNING");
        STACK.said(id, "sh", "-c", "for n in 1 2 3; do echo line $n > /proc/1/fd/1; sleep 0.1; done");
        List<String> first = lines(id, "", "line 2");
        assertThat(first)
                .anyMatch(line -> line.contains("\"stream\":\"STDOUT\",\"text\":\"probe listens\""))
                .anyMatch(line -> line.contains("\"text\":\"line 1\""));
        String last = first.stream()
                .filter(line -> line.startsWith("id:"))
                .reduce((one, next) -> next)
                .orElseThrow()
                .substring("id:".length());
        assertThat(lines(id, last, "line 3").stream()
                        .filter(line -> line.startsWith("data:"))
                        .toList())
                .hasSize(1);
        STACK.delete("alice", id);
    }

    /** What is streamed of a log after an event, up to a text. */
    private static List<String> lines(String id, String after, String upTo) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(Stack.URL + "/api/v1/workspaces/" + id + "/logs/stream"))
                .header("Authorization", "Bearer " + STACK.token("alice"))
                .header("Accept", "text/event-stream");
        if (!after.isEmpty()) {
            request.header("Last-Event-ID", after);
        }
        HttpResponse<Stream<String>> answer = STACK.http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        List<String> seen = new ArrayList<>();
        try (Stream<String> body = answer.body()) {
            var lines = body.iterator();
            do {
                seen.add(lines.next());
            } while (!seen.getLast().contains(upTo));
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/workspaces?limt=1",
                "/workspaces?cursor=",
                "/workspaces?limit",
                "/workspaces?limit=1&limit=2",
                "/images?runable=true",
                "/me?x=1",
                "/operations/0123456789abcdef?x=1"
            })
    void aParameterThatWouldBeOverlookedIsRefused(String path) {
        STACK.as("alice")
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:slipway:problem:invalid-request"))
                .body("errors", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-None-Match", "Idempotency-Key"})
    void aHeaderThatWouldBeOverlookedIsRefused(String header) {
        STACK.as("alice")
                .header(header, "")
                .get("/workspaces/waaaaaaaaaa")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo(header));
    }

    @Test
    void aFormThatIsNoneOrHasTooManyPartsIsNoFaultOfThePlatform() {
        String path = "/images/" + Stack.name("form") + "/versions/1/build";
        for (String body : List.of("--b\r\n[]--b--\r\n", "--b\r\n\r\n", part().repeat(40) + "--b--\r\n")) {
            RestAssured.given()
                    .auth()
                    .oauth2(STACK.token("admin"))
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .body(body.getBytes(StandardCharsets.UTF_8))
                    .post(Stack.URL + "/api/v1" + path)
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
    }

    private static String part() {
        return "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n";
    }

    @Test
    void allThatIsWrongWithSizesIsToldAtOnce() {
        STACK.as("alice")
                .body("""
                        {"name": "n", "image": "probe", "version": "echo",
                         "resources": {"memory": "166696737224289330Ti", "shm": "972524Gi", "cpus": 8e186, "tmp": "1"}}
                        """)
                .post("/workspaces")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("resources.memory", "resources.cpus", "resources.tmp"));
    }
}
