package dev.slipway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Realm;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is someone's, is theirs by their subject: no name gives anything, and what is theirs alone nobody else reads. */
class SubjectsIT {
    private final Stack stack = Stack.get();
    private final Realm realm = new Realm(stack);
    private final ImageBuilds builds = new ImageBuilds(stack);

    /** Someone builds, leaves, and another comes who is given the same name. */
    @Test
    void keepsABuildToItsBuilderAndGivesNothingToWhoGetsTheirName() throws Exception {
        String name = Stack.name("dora");
        String first = realm.make(name, List.of("user"), List.of("research"));
        String image = Stack.name("doras");
        String dockerfile = "FROM " + ImageBuilds.BASE + "\nARG SECRET_PLAN\nENV BY=" + image + "\n";
        String done = builds.begin(form(name).multiPart("dockerfile", dockerfile), image);
        assertThat(builds.awaitEnd(done).getString("state")).isEqualTo("SUCCEEDED");
        Shell.output("docker", "image", "rm", "-f", "slipway/" + image + ":1");

        Queue<String> news = new ConcurrentLinkedQueue<>();
        CompletableFuture<?> stream = follow("bob", news);
        String operation = builds.begin(form(name).multiPart("dockerfile", dockerfile + "RUN sleep 6\n"), image);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> realm.as(name).get("/operations/" + operation).path("progress.steps") != null);
        // Of an image that everyone may launch is told that it is being built, and to its builder and administrators
        // how.
        stack.as("bob")
                .get("/images/" + image + "/versions/1")
                .then()
                .statusCode(200)
                .body("state", equalTo("building"))
                .body("operation", nullValue());
        realm.as(name).get("/images/" + image + "/versions/1").then().body("operation.id", equalTo(operation));
        stack.as("admin").get("/images/" + image + "/versions/1").then().body("operation.id", equalTo(operation));
        stack.as("bob").get("/images").then().body(not(containsString(operation)));
        assertHidden(stack.as("bob"), image, operation);
        assertHidden(stack.as("alice"), image, operation); // who builds too
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        stream.cancel(true);
        assertThat(news).anyMatch(line -> line.contains("hello")).noneMatch(line -> line.contains(operation));
        realm.as(name).get("/operations/" + operation + "/log").then().statusCode(200);
        realm.as(name).get("/images/" + image + "/versions/1/build").then().statusCode(200);

        realm.remove(first);
        String second = realm.make(name, List.of("user"), List.of("research"));
        try {
            assertThat(second).isNotEqualTo(first);
            assertHidden(realm.as(name), image, operation);
            form(name)
                    .multiPart("dockerfile", dockerfile)
                    .post("/images/" + image + "/versions/2/build")
                    .then()
                    .statusCode(403)
                    .body("detail", containsString("not yours"));
        } finally {
            realm.remove(second);
            builds.forget(image);
        }
    }

    private void assertHidden(RequestSpecification someone, String image, String operation) {
        for (String path : List.of("", "/log", "/events/stream")) {
            RestAssured.given()
                    .spec(someone)
                    .accept("*/*")
                    .get("/operations/" + operation + path)
                    .then()
                    .statusCode(404);
        }
        RestAssured.given()
                .spec(someone)
                .post("/operations/" + operation + "/cancel")
                .then()
                .statusCode(404);
        RestAssured.given()
                .spec(someone)
                .get("/images/" + image + "/versions/1/build")
                .then()
                .statusCode(not(200));
    }

    private RequestSpecification form(String name) {
        return RestAssured.given().baseUri(Stack.URL).basePath("/api/v1").auth().oauth2(realm.token(name));
    }

    private CompletableFuture<?> follow(String user, Queue<String> lines) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(Stack.URL + "/api/v1/stream"))
                .header("Authorization", "Bearer " + stack.token(user))
                .header("Accept", "text/event-stream")
                .build();
        return stack.http
                .sendAsync(request, BodyHandlers.ofLines())
                .thenAcceptAsync(answer -> answer.body().forEach(lines::add));
    }

    @Test
    void showsAPullToAllWhoWaitForItAndWhoAskedForItToNobodyElse() {
        String operation = stack.as("admin")
                .post("/images/jupyter/versions/debian-13/check")
                .then()
                .statusCode(202)
                .body("requestedBy", equalTo("admin"))
                .extract()
                .path("id");
        stack.as("bob")
                .get("/operations/" + operation)
                .then()
                .statusCode(200)
                .body("kind", equalTo("CHECK"))
                .body("$", not(hasKey("requestedBy")));
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
    }

    @Test
    void tellsTheValuesOfVariablesToTheirOwnerAlone() {
        String secret = "no one else's";
        Map<String, Object> launch = Map.of(
                "name",
                Stack.name("env"),
                "image",
                "probe",
                "version",
                "echo",
                "resources",
                Map.of("memory", "256Mi", "cpus", 0.5),
                "env",
                Map.of("TOKEN", secret, "MODE", "fast"));
        String key = Stack.name("key");
        String id = launched(launch, key);
        assertThat(launched(launch, key)).as("the answer that was kept").isEqualTo(id);
        stack.as("bob")
                .get("/workspaces/" + id)
                .then()
                .body("env.TOKEN", equalTo(secret))
                .body("envNames", equalTo(List.of("MODE", "TOKEN")));
        stack.awaitState("bob", id, "RUNNING");

        Stream.of("/workspaces/" + id, "/workspaces?all=true&limit=200", "/workspaces/" + id + "/events", "/audit")
                .forEach(path -> stack.as("admin")
                        .accept("application/json")
                        .get(path)
                        .then()
                        .statusCode(200)
                        .body(not(containsString(secret))));
        stack.as("admin")
                .get("/workspaces/" + id)
                .then()
                .body("$", not(hasKey("env")))
                .body("envNames", equalTo(List.of("MODE", "TOKEN")))
                .body("owner", equalTo("bob"));
        for (String act : List.of("restart", "stop", "start")) {
            stack.as("admin")
                    .post("/workspaces/" + id + "/" + act)
                    .then()
                    .statusCode(202)
                    .body("envNames", notNullValue())
                    .body(not(containsString(secret)));
        }
        stack.as("admin").delete("/workspaces/" + id).then().statusCode(202).body(not(containsString(secret)));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !stack.engineObjects().contains(id));
    }

    private String launched(Map<String, Object> launch, String key) {
        return stack.as("bob")
                .header("Idempotency-Key", key)
                .body(launch)
                .post("/workspaces")
                .then()
                .statusCode(201)
                .body("env.TOKEN", notNullValue())
                .extract()
                .path("id");
    }
}
