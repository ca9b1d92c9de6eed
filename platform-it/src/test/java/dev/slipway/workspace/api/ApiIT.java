package dev.slipway.workspace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ApiIT {
    private final Stack stack = Stack.get();

    @Test
    void tellsWhoCalls() {
        stack.as("alice")
                .get("/me")
                .then()
                .statusCode(200)
                .body("username", equalTo("alice"))
                .body("roles", contains("builder", "user")) // by her group
                .body("groups", contains("research"));
        stack.as("bob").get("/me").then().statusCode(200).body("roles", contains("user"));
        stack.as("admin").get("/me").then().statusCode(200).body("roles", hasItems("admin", "user"));
    }

    @Test
    void tellsNothingToThoseWhoAreNotLoggedIn() {
        for (String path : List.of("/me", "/host", "/images", "/workspaces", "/workspaces/waaaaaaaaaa")) {
            RestAssured.given()
                    .get("/api/v1" + path)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:slipway:problem:unauthenticated"));
        }
        RestAssured.given()
                .auth()
                .oauth2("not.a.token")
                .get("/api/v1/me")
                .then()
                .statusCode(401);
    }

    @Test
    void showsTheHostAndTheCatalogue() {
        stack.as("alice")
                .get("/host")
                .then()
                .statusCode(200)
                .body("engine.name", equalTo("docker"))
                .body("cpus", notNullValue());
        stack.as("alice").get("/images").then().statusCode(200).body("items.name", hasItems("jupyter", "probe"));
        stack.as("alice")
                .get("/images/jupyter/versions/debian-13")
                .then()
                .statusCode(200)
                .body("state", equalTo("available"))
                .body("digest", startsWith("sha256:"));
        stack.as("alice")
                .get("/images/probe/versions/not-built")
                .then()
                .statusCode(200)
                .body("state", equalTo("absent"))
                .body("build", containsString("image build"));
        stack.as("alice")
                .get("/images/jupyter/versions/9")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                bad("name", Map.of("name", "Not A Name")),
                bad("name", Map.of("name", "-a")),
                bad("name", Map.of("name", "a".repeat(41))),
                bad("name", Map.of("name", 5)),
                bad("image", Map.of("image", "nowhere")),
                bad("image", Map.of("image", "../etc")),
                bad("version", Map.of("version", "0")),
                bad("resources.cpus", Map.of("resources", Map.of("cpus", -1))),
                bad("resources.cpus", Map.of("resources", Map.of("cpus", 0))),
                bad("resources.cpus", Map.of("resources", Map.of("cpus", "many"))),
                bad("resources.memory", Map.of("resources", Map.of("memory", "-1Gi"))),
                bad("resources.memory", Map.of("resources", Map.of("memory", "1"))),
                bad("resources.memory", Map.of("resources", Map.of("memory", "99999999999999999999Gi"))),
                bad("resources.memory", Map.of("resources", Map.of("memory", 512))),
                bad("resources.shm", Map.of("resources", Map.of("memory", "256Mi", "shm", "1Gi"))),
                bad("resources.gpus.count", Map.of("resources", Map.of("gpus", Map.of("count", -1)))),
                bad("resources.gpus.count", Map.of("resources", Map.of("gpus", Map.of("count", 1.5)))),
                bad("resources.gpus.count", Map.of("resources", Map.of("gpus", Map.of("count", "1")))),
                bad("resources.gpus.count", Map.of("resources", Map.of("gpus", Map.of("count", true)))),
                bad("resources.gpus.count", Map.of("resources", Map.of("gpus", Map.of("count", 4294967297L)))),
                bad("resources.colour", Map.of("resources", Map.of("colour", "red"))),
                bad("privileged", Map.of("privileged", true)),
                bad("network.mode", Map.of("network", Map.of("mode", "host"))),
                bad("env.NVIDIA_VISIBLE_DEVICES", Map.of("env", Map.of("NVIDIA_VISIBLE_DEVICES", "all"))),
                bad("env.LD_PRELOAD", Map.of("env", Map.of("LD_PRELOAD", "/x.so"))),
                bad("env.A=B", Map.of("env", Map.of("A=B", "c"))),
                bad("env", Map.of("env", List.of("A=B"))),
                bad("hostname", Map.of("hostname", "a.b")));
    }

    private static Arguments bad(String field, Map<String, Object> change) {
        return Arguments.of(field, change);
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void namesTheFieldThatIsWrong(String field, Map<String, Object> change) {
        Map<String, Object> request = new HashMap<>(Map.of("name", "fine", "image", "probe", "version", "echo"));
        request.putAll(change);
        stack.as("alice")
                .body(request)
                .post("/workspaces")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:slipway:problem:invalid-request"))
                .body("errors.field", hasItem(field));
    }

    @Test
    void namesEveryFieldThatIsWrongAtOnce() {
        stack.as("alice")
                .body("{}")
                .post("/workspaces")
                .then()
                .statusCode(400)
                .body("errors.field", contains("name", "image", "version"));
        // What the record alone shows, and what the catalogue, the sizes and the variables do.
        Map<String, Object> gpus = Map.of("count", -1, "model", "*", "sharing", "mig");
        stack.as("alice")
                .body(Map.of(
                        "name", "-a",
                        "image", "nowhere",
                        "version", "echo",
                        "hostname", "a.b",
                        "env", Map.of("A=B", "c"),
                        "network", Map.of("mode", "host"),
                        "resources", Map.of("memory", "1", "gpus", gpus)))
                .post("/workspaces")
                .then()
                .statusCode(400)
                .body(
                        "errors.field",
                        containsInAnyOrder(
                                "name",
                                "image",
                                "hostname",
                                "env.A=B",
                                "network.mode",
                                "resources.memory",
                                "resources.gpus.count",
                                "resources.gpus.model",
                                "resources.gpus.migProfile"));
    }

    @Test
    void answersWhatIsNoRequestAtAll() {
        stack.as("alice")
                .body("{\"name\":")
                .post("/workspaces")
                .then()
                .statusCode(400)
                .body("errors.field", contains("body"));
        stack.as("alice").body("[]").post("/workspaces").then().statusCode(400);
        stack.as("alice").body("null").post("/workspaces").then().statusCode(400);
        stack.as("alice").post("/workspaces").then().statusCode(400);
        stack.as("alice")
                .contentType(ContentType.XML)
                .body("<a/>")
                .post("/workspaces")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        stack.as("alice").put("/workspaces").then().statusCode(405).contentType("application/problem+json");
        stack.as("alice").get("/nothing").then().statusCode(404).contentType("application/problem+json");
        stack.as("alice").get("/workspaces?limit=0").then().statusCode(400).body("errors.field", contains("limit"));
        stack.as("alice").get("/workspaces?cursor=x").then().statusCode(400).body("errors.field", contains("cursor"));
    }

    @Test
    void refusesABodyOverOneMebibyte() {
        stack.as("alice")
                .body("{\"name\":\"" + "a".repeat(2 << 20) + "\"}")
                .post("/workspaces")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:slipway:problem:too-large"));
    }

    @Test
    void saysWhatTheHostCanNeverGive() {
        Map<String, Object> absurd = Map.of("cpus", 1_000_000, "memory", "9000Ti");
        stack.as("alice")
                .body(Map.of("name", "absurd", "image", "probe", "version", "echo", "resources", absurd))
                .post("/workspaces")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:slipway:problem:unsatisfiable"))
                .body("errors.field", hasItems("resources.cpus", "resources.memory"))
                .body("reasons.remedy", everyItem(notNullValue()));
    }

    @Test
    void saysHowAnImageThatIsNotBuiltIsMade() {
        stack.as("alice")
                .body(Map.of("name", "unbuilt", "image", "probe", "version", "not-built"))
                .post("/workspaces")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:slipway:problem:image-unavailable"))
                .body("reasons[0].remedy", containsString("./slipway image build probe not-built"));
    }

    @Test
    void saysThatARegistryIsNotOneToAsk() {
        stack.as("alice")
                .body(Map.of("name", "nowhere", "image", "probe", "version", "not-in-registry"))
                .post("/workspaces")
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:slipway:problem:image-unavailable"))
                .body("reasons[0].code", equalTo("registry-refused"));
    }

    @Test
    void launchesStopsStartsRestartsAndDeletes() {
        String id = stack.launchRunning("alice");
        stack.as("alice")
                .get("/workspaces/" + id)
                .then()
                .header("ETag", notNullValue())
                .body("url", equalTo("http://" + Stack.host(id) + "/"));

        stack.as("alice")
                .post("/workspaces/" + id + "/stop")
                .then()
                .statusCode(202)
                .body("state", equalTo("STOPPING"));
        stack.awaitState("alice", id, "STOPPED");
        assertThat(stack.engineObjects()).doesNotContain(id);
        stack.as("alice")
                .accept("text/plain")
                .get("/workspaces/" + id + "/logs")
                .then()
                .statusCode(200)
                .body(containsString("probe listens"));

        stack.as("alice").post("/workspaces/" + id + "/start").then().statusCode(202);
        stack.awaitState("alice", id, "RUNNING");
        String first = Shell.output("docker", "inspect", "-f", "{{.Id}}", stack.container(id));

        stack.as("alice").post("/workspaces/" + id + "/restart").then().statusCode(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stack.workspace("alice", id).getString("state"), "RUNNING"::equals);
        assertThat(Shell.output("docker", "inspect", "-f", "{{.Id}}", stack.container(id)))
                .isNotEqualTo(first);

        stack.as("alice")
                .get("/workspaces/" + id + "/events")
                .then()
                .statusCode(200)
                .body(
                        "items.code",
                        hasItems(
                                "admitted",
                                "starting",
                                "started",
                                "stop-requested",
                                "stopped",
                                "start-requested",
                                "restart-requested"));
        stack.delete("alice", id);
        Awaitility.await()
                .untilAsserted(
                        () -> stack.as("alice").get("/workspaces/" + id).then().statusCode(404));
    }

    @Test
    void givesTheSameAnswerToTheSameKey() throws Exception {
        String name = Stack.name("twice");
        Map<String, Object> request = Map.of("name", name, "image", "probe", "version", "echo");
        List<Callable<String>> tries = IntStream.range(0, 6)
                .<Callable<String>>mapToObj(i -> () -> stack.as("alice")
                        .header("Idempotency-Key", name)
                        .body(request)
                        .post("/workspaces")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id"))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> ids = new ArrayList<>();
            for (var id : threads.invokeAll(tries)) {
                ids.add(id.get());
            }
            assertThat(ids).hasSize(6).containsOnly(ids.getFirst());
            stack.as("alice")
                    .header("Idempotency-Key", name)
                    .body(Map.of("name", "other", "image", "probe", "version", "echo"))
                    .post("/workspaces")
                    .then()
                    .statusCode(409);
            stack.as("alice")
                    .body(request)
                    .post("/workspaces")
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:slipway:problem:conflict"));
            stack.delete("alice", ids.getFirst());
        }
    }

    @Test
    void hidesWhatAnotherUserOwns() {
        String id = stack.launch("bob", "echo", "256Mi");
        for (String path : List.of("", "/events", "/logs")) {
            stack.as("alice")
                    .accept("*/*")
                    .get("/workspaces/" + id + path)
                    .then()
                    .statusCode(404);
        }
        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(404);
        stack.as("alice").delete("/workspaces/" + id).then().statusCode(404);
        stack.as("alice").get("/workspaces").then().body("items.id", not(hasItem(id)));
        stack.as("admin").get("/workspaces/" + id).then().statusCode(200).body("owner", equalTo("bob"));
        stack.as("admin").get("/workspaces?all=true").then().body("items.id", hasItem(id));
        stack.delete("bob", id);
    }

    @Test
    void listsInPages() {
        String first = stack.launch("bob", "echo", "256Mi");
        String second = stack.launch("bob", "echo", "256Mi");
        var page = stack.as("bob")
                .get("/workspaces?limit=1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(page.getList("items.id")).hasSize(1).first().isEqualTo(second);
        var next = stack.as("bob")
                .get("/workspaces?limit=1&cursor=" + page.getString("nextCursor"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(next.getList("items.id")).first().isEqualTo(first);
        stack.delete("bob", first, second);
    }

    @Test
    void streamsEventsAndGoesOnWhereAClientLeftOff() throws Exception {
        String id = stack.launch("alice", "echo", "256Mi");
        var request = HttpRequest.newBuilder(URI.create(Stack.URL + "/api/v1/workspaces/" + id + "/events/stream"))
                .header("Authorization", "Bearer " + stack.token("alice"))
                .header("Accept", "text/event-stream");
        HttpResponse<Stream<String>> answer = stack.http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        List<String> lines;
        try (Stream<String> body = answer.body()) {
            lines = body.takeWhile(line -> !line.contains("\"started\"")).toList();
        }
        assertThat(lines)
                .anyMatch(line -> line.contains("\"admitted\""))
                .anyMatch(line -> line.contains("\"starting\""));
        String last = lines.stream()
                .filter(line -> line.startsWith("id:"))
                .reduce((a, b) -> b)
                .orElseThrow()
                .substring(3)
                .strip();
        HttpResponse<Stream<String>> again =
                stack.http.send(request.header("Last-Event-ID", last).build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> body = again.body()) {
            // The last id seen was that of "started"; a stop is what comes next.
            stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
            assertThat(body.filter(line -> line.startsWith("data:")).findFirst())
                    .hasValueSatisfying(data -> assertThat(data).contains("stop-requested"));
        }
        stack.delete("alice", id);
    }

    @Test
    void followsTheLog() throws Exception {
        String id = stack.launchRunning("alice");
        var request = HttpRequest.newBuilder(URI.create(Stack.URL + "/api/v1/workspaces/" + id + "/logs?follow=true"))
                .header("Authorization", "Bearer " + stack.token("alice"));
        HttpResponse<Stream<String>> answer = stack.http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> body = answer.body()) {
            assertThat(body.findFirst()).hasValue("probe listens");
        }
        stack.delete("alice", id);
    }

    @Test
    void keepsTheDocumentThatTheClientIsMadeFrom() throws Exception {
        var root = Path.of(System.getProperty("slipway.root"));
        assertThat(root.resolve("docs/api/openapi.json"))
                .as("docs/api/openapi.json: copy platform-api/target/openapi/openapi.json over it")
                .hasSameTextualContentAs(root.resolve("platform-api/target/openapi/openapi.json"));
    }

    @Test
    void measuresItself() {
        RestAssured.given()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("slipway_proxy_requests_total"));
        RestAssured.given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        RestAssured.given().get("/q/openapi").then().statusCode(200);
    }
}
