package dev.slipway.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.testing.Stack;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workspaces that do nothing; of the simulated GPUs the A30s compute and the T4 does not. */
class IdlenessIT {
    private static final Stack STACK = Stack.get();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<String> launched = new ArrayList<>();

    @AfterEach
    void delete() {
        STACK.delete("bob", launched.toArray(String[]::new));
    }

    @Test
    void warnsThenStopsWhatDoesNothingAndGivesItsGpuBack() {
        String id = launch("PT8S", "T4");
        STACK.awaitState("bob", id, "RUNNING");
        await().atMost(Duration.ofSeconds(15)).until(() -> codes(id).contains("idle-warning"));
        STACK.awaitState("bob", id, "STOPPED");
        JsonPath stopped = STACK.workspace("bob", id);
        assertThat(stopped.getString("idleTimeout")).isEqualTo("PT8S");
        assertThat(stopped.getString("reason.code")).isEqualTo("idle");
        assertThat(stopped.getString("reason.message")).contains("files are kept");
        assertThat(codes(id)).containsSubsequence("started", "idle-warning", "idle-stopped", "stopped");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> STACK.workspace("bob", id).getList("gpus").isEmpty());

        STACK.as("bob").post("/workspaces/" + id + "/start").then().statusCode(202);
        STACK.awaitState("bob", id, "RUNNING");
        assertThat(STACK.workspace("bob", id).getString("reason")).isNull();
    }

    @Test
    void letsRunWhatComputesOnItsGpu() {
        String id = launch("PT5S", "A30");
        STACK.awaitState("bob", id, "RUNNING");
        Instant began = Instant.now();
        await().during(Duration.ofSeconds(8))
                .atMost(Duration.ofSeconds(10))
                .until(() -> STACK.workspace("bob", id).getString("state").equals("RUNNING"));
        JsonPath running = STACK.workspace("bob", id);
        assertThat(Instant.parse(running.getString("lastActivityAt"))).isAfter(began.plusSeconds(5));
        assertThat(running.getInt("gpus[0].utilization")).isEqualTo(62);
        assertThat(running.getString("reason")).isNull();
    }

    @Test
    void letsRunWhatIsUsedThroughTheProxy() throws Exception {
        String id = launch("PT6S", null);
        STACK.awaitState("bob", id, "RUNNING");
        await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
        int status = HTTP.send(STACK.onOrigin(id, "/", "bob").build(), BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(6))
                .until(() -> STACK.workspace("bob", id).getString("state").equals("RUNNING"));
        STACK.awaitState("bob", id, "STOPPED");
    }

    @ParameterizedTest(name = "idleTimeout {0}")
    @ValueSource(strings = {"30 minutes", "PT1S", "P31D", "-PT1H", "", "PT99999999999999999999H"})
    void refusesWhatIsNoTimeout(String timeout) {
        request(timeout, null)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:slipway:problem:invalid-request"))
                .body("errors[0].field", equalTo("idleTimeout"))
                .body("errors[0].message", containsString("PT5S"));
    }

    @Test
    void runsForEverWhereNobodySaysOtherwise() {
        Response answer = request(null, null);
        answer.then().statusCode(201).body("idleTimeout", nullValue());
        launched.add(answer.path("id"));
    }

    private String launch(@Nullable String idleTimeout, @Nullable String model) {
        String id = request(idleTimeout, model).then().statusCode(201).extract().path("id");
        launched.add(id);
        return id;
    }

    private static Response request(@Nullable String idleTimeout, @Nullable String model) {
        Map<String, Object> resources = new HashMap<>(Map.of("memory", "256Mi", "cpus", 0.5));
        if (model != null) {
            resources.put("gpus", Map.of("count", 1, "model", model));
        }
        Map<String, Object> body = new HashMap<>(
                Map.of("name", Stack.name("idle"), "image", "probe", "version", "echo", "resources", resources));
        if (idleTimeout != null) {
            body.put("idleTimeout", idleTimeout);
        }
        return STACK.as("bob").body(body).post("/workspaces");
    }

    private static List<String> codes(String id) {
        return STACK.as("bob").get("/workspaces/" + id + "/events").jsonPath().getList("items.code");
    }
}
