package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are taken for what they say or refused, each with a problem that names what is wrong in words of the API. */
class StrictRequestsIT {
    private static final String PROBLEM = "application/problem+json";
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.get();
    }

    private static void refused(Response answer, String field, String message) {
        answer.then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("urn:slipway:problem:invalid-request"))
                .body("errors.field", hasItem(field));
        assertThat(answer.<String>path("errors[0].message")).contains(message);
        assertThat(answer.asString()).doesNotContain("java", "Exception", "com.fasterxml", "dev.slipway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":null}}|env.A|is null",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":\"\\u0000\"}}|env.A|NUL",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"env\":{\"A\":\"\\ud800\"}}|env.A|half a character",
                "{\"name\":\"a\",\"name\":\"b\",\"image\":\"probe\",\"version\":\"echo\"}|body|two members",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\"} {}|body|goes on",
                "{\"name\":\"a\",\"image\":\"probe\",\"version\":\"echo\",\"resources\":{\"gpus\":{\"count\":1.9}}}|resources.gpus.count|type",
                "{\"name\":true,\"image\":\"probe\",\"version\":\"echo\"}|name|type",
            })
    void aLaunch(String body, String field, String message) {
        refused(stack.as("alice").body(body).post("/workspaces"), field, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"arguments\":{\"A\":null}}|arguments.A|is null",
                "{\"arguments\":{\"A\":\"\\u0000\"}}|arguments.A|NUL",
                "{\"arguments\":{}} x|build|is not JSON",
                "{\"else\":1}|else|is not a field",
            })
    void aBuild(String build, String field, String message) {
        refused(
                new ImageBuilds(stack)
                        .form("admin")
                        .multiPart("build", build)
                        .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n")
                        .post("/images/strict/versions/1/build"),
                field,
                message);
    }

    @Test
    void aDockerfileWithNulInIt() {
        refused(
                new ImageBuilds(stack)
                        .form("admin")
                        .multiPart("dockerfile", "FROM a:1\nRUN echo \0\n")
                        .post("/images/strict/versions/1/build"),
                "dockerfile",
                "NUL");
    }

    @ParameterizedTest
    @CsvSource({
        "/workspaces?all=maybe, all",
        "/workspaces?limit=1.0, limit",
        "/images?runnable=yes, runnable",
        "/images?ready=1, ready",
        "/workspaces?cursor=%00, cursor"
    })
    void aQuery(String path, String field) {
        refused(RestAssured.given(stack.as("alice")).urlEncodingEnabled(false).get(path), field, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000-01-01T00:00:00Z wabcdefghij",
                "+294277-01-01T00:00:00Z wabcdefghij",
                "2026-11-28T00:00:00Z a\0b",
                "2026-11-28T00:00:00Z "
            })
    void aForgedCursor(String text) {
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        refused(stack.as("alice").get("/workspaces?cursor=" + cursor), "cursor", "is none");
    }

    @Test
    void aListOfAllForOneWhoMayNotSeeIt() {
        stack.as("alice").get("/workspaces?all=true").then().statusCode(403).contentType(PROBLEM);
    }

    @Test
    void aBodyThatIsCompressed() {
        stack.as("alice")
                .header("Content-Encoding", "gzip")
                .body("{}")
                .post("/workspaces")
                .then()
                .statusCode(415)
                .contentType(PROBLEM)
                .header("Accept-Encoding", "identity");
    }

    @Test
    void aFormThatIsNone() {
        for (String form : List.of("--x\r\nContent-Disposition: form-data; name=\"dockerfile\"\r\n\r\nFROM", "abc")) {
            RestAssured.given()
                    .auth()
                    .oauth2(stack.token("admin"))
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .body(form.getBytes(StandardCharsets.UTF_8))
                    .post(Stack.URL + "/api/v1/images/strict/versions/1/build")
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("errors.field", notNullValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/me|DELETE|GET, HEAD, OPTIONS",
                "/workspaces/wabcdefghij/start|GET|OPTIONS, POST",
                "/workspaces/wabcdefghij|PUT|DELETE, GET, HEAD, OPTIONS, PATCH",
                "/images/a/versions/1/build|PATCH|GET, HEAD, OPTIONS, POST",
                "/compatibility:check|GET|OPTIONS, POST",
                "/image-eviction|POST|DELETE, GET, HEAD, OPTIONS, PUT",
            })
    void aMethodThatAPathDoesNotTake(String path, String method, String allowed) {
        stack.as("admin")
                .request(method, path)
                .then()
                .statusCode(405)
                .contentType(PROBLEM)
                .header("Allow", equalTo(allowed));
        stack.as("admin").options(path).then().statusCode(200).header("Allow", equalTo(allowed));
    }

    /** The constraints that a request could come up against; each of them is met by a rule of the request first. */
    private static final Map<String, Function<String, Response>> REFUSED = Map.of(
            "image_eviction_free_below_bytes_check", c -> evict("P30D", "0"),
            "image_eviction_unused_for_seconds_check", c -> evict("PT0S", "1Gi"),
            "workspace_cpu_millis_check", c -> launch("\"resources\":{\"cpus\":0}"),
            "workspace_memory_bytes_check", c -> launch("\"resources\":{\"memory\":\"0\"}"),
            "workspace_shm_bytes_check", c -> launch("\"resources\":{\"shm\":\"0\"}"),
            "workspace_tmp_bytes_check", c -> launch("\"resources\":{\"tmp\":\"0\"}"),
            "workspace_idle_timeout_seconds_check", c -> launch("\"idleTimeout\":\"PT0S\""),
            "gpu_lease_check1",
                    c -> launch("\"resources\":{\"gpus\":{\"count\":1,\"sharing\":\"shared\",\"memoryShare\":\"0\"}}"));

    /** Those of what the platform alone writes. */
    private static final Set<String> OWN_TABLES = Set.of(
            "bridge",
            "capacity_lease",
            "gpu_occupancy",
            "holder",
            "holder_container",
            "host",
            "host_gpu",
            "idempotency_key",
            "image_pin",
            "installation",
            "operation",
            "owner_uid",
            "queue_entry");

    private static final Set<String> OWN =
            Set.of("gpu_lease_check", "image_eviction_id_check", "workspace_desired_check", "workspace_state_check");

    private static Response evict(String unusedFor, String freeBelow) {
        return stack.as("admin")
                .body(Map.of("unusedFor", unusedFor, "freeBelow", freeBelow))
                .put("/image-eviction");
    }

    private static Response launch(String member) {
        return stack.as("alice")
                .body("{\"name\":\"strict\",\"image\":\"probe\",\"version\":\"echo\"," + member + "}")
                .post("/workspaces");
    }

    @Test
    void whatAConstraintOfTheDatabaseRefusesARuleOfTheRequestRefusesFirst() throws SQLException {
        Set<String> met = new TreeSet<>();
        try (Connection database = new ImageBuilds(stack).database();
                Statement statement = database.createStatement();
                ResultSet constraints =
                        statement.executeQuery("select conrelid::regclass::text, conname from pg_constraint"
                                + " where contype = 'c' and connamespace = 'public'::regnamespace")) {
            while (constraints.next()) {
                if (!OWN_TABLES.contains(constraints.getString(1)) && !OWN.contains(constraints.getString(2))) {
                    met.add(constraints.getString(2));
                }
            }
        }
        assertThat(met).isEqualTo(new TreeSet<>(REFUSED.keySet()));
        REFUSED.forEach((constraint, request) ->
                request.apply(constraint).then().statusCode(400).contentType(PROBLEM));
        evict("PT2562047788015H", "1Gi").then().statusCode(400);
    }

    @Test
    void aConditionThatIsNotMetOrIsNone() {
        String id = stack.launch("alice", "echo", "128Mi");
        stack.awaitState("alice", id, "RUNNING");
        for (String stale : List.of("\"0\"", "W/\"1\"", "\"0\", \"00\"")) {
            for (String act : List.of("start", "stop", "restart")) {
                stack.as("alice")
                        .header("If-Match", stale)
                        .post("/workspaces/" + id + "/" + act)
                        .then()
                        .statusCode(412)
                        .body("type", equalTo("urn:slipway:problem:stale"));
            }
            stack.as("alice")
                    .header("If-Match", stale)
                    .delete("/workspaces/" + id)
                    .then()
                    .statusCode(412);
        }
        refused(stack.as("alice").header("If-Match", "7").post("/workspaces/" + id + "/stop"), "If-Match", "tags");
        String tag = stack.as("alice").get("/workspaces/" + id).header("ETag");
        stack.as("alice")
                .header("If-Match", "\"0\", " + tag)
                .post("/workspaces/" + id + "/stop")
                .then()
                .statusCode(202);
        stack.as("alice")
                .header("If-Match", "*")
                .delete("/workspaces/" + id)
                .then()
                .statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/me", "/images", "/workspaces", "/gpus", "/host"})
    void answersWithOneNameForJson(String path) {
        assertThat(stack.as("alice").get(path).header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void aTokenThatIsNone() {
        RestAssured.given()
                .auth()
                .oauth2("none")
                .get(Stack.URL + "/api/v1/me")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", equalTo("Bearer error=\"invalid_token\""));
        RestAssured.get(Stack.URL + "/api/v1/me").then().statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
    }
}
