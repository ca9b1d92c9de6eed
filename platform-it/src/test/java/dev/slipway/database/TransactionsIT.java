package dev.slipway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import dev.slipway.testing.WithRegistry;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a request does commits with its answer, and waits within its transaction for nothing but the database. */
class TransactionsIT extends WithRegistry {

    @BeforeAll
    static void start() {
        cordon("cordon");
    }

    @AfterAll
    static void stop() {
        cordon("uncordon");
    }

    /** Who asks for a GPU then waits for one, without a container. */
    private static void cordon(String act) {
        stack.as("admin")
                .get("/gpus")
                .jsonPath()
                .<String>getList("items.uuid")
                .forEach(gpu -> stack.as("admin")
                        .post("/gpus/" + gpu + "/" + act)
                        .then()
                        .statusCode(200));
    }

    private static Response launch(String user, String name) {
        Map<String, Object> resources = Map.of("memory", "128Mi", "gpus", Map.of("count", 1));
        return launch(user, name, Map.of("resources", resources));
    }

    /** With a key that is the name. */
    private static Response launch(String user, String name, Map<String, Object> further) {
        Map<String, Object> request = new HashMap<>(further);
        request.putAll(Map.of("name", name, "image", "probe", "version", "echo"));
        return stack.as(user).header("Idempotency-Key", name).body(request).post("/workspaces");
    }

    private static Response register(String image) {
        registry.push(image + ":1", 1, Map.of("OWN", image));
        return registerPushed(image);
    }

    private static Response registerPushed(String image) {
        Map<String, Object> run = Map.of(
                "command",
                List.of("/bin/httpd", "-f", "-p", "8000", "-h", "/www"),
                "port",
                8000,
                "readyPath",
                "/",
                "home",
                "/home/tester",
                "user",
                "1000:1000");
        Map<String, Object> version =
                Map.of("version", "1", "reference", TestRegistry.OPEN + "/" + image + ":1", "check", false, "run", run);
        return stack.as("admin")
                .header("Idempotency-Key", image)
                .body(Map.of("name", image, "title", "Keyed", "framework", "other", "version", version))
                .post("/images");
    }

    private static Response pull(String image) {
        return stack.as("admin")
                .header("Idempotency-Key", "pull " + image)
                .post("/images/" + image + "/versions/1/pull");
    }

    /** As a platform leaves it that is killed after it has kept what was asked for, and before it could answer. */
    private static void forgetWhatTheAnswerSays(String key) throws SQLException {
        try (Connection database = builds.database();
                PreparedStatement update = database.prepareStatement("update idempotency_key set body = null"
                        + " where key = encode(sha256(convert_to(?, 'UTF8')), 'hex')")) {
            update.setString(1, key);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void doesNothingOfWhichItCannotKeepTheAnswer() throws SQLException {
        String image = Stack.name("unkept");
        String workspace = Stack.name("unkept");
        try (Connection other = builds.database();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table idempotency_key in share mode"); // may be read
            for (Response refused : List.of(register(image), launch("alice", workspace))) {
                refused.then().statusCode(503).body("type", equalTo("urn:slipway:problem:database-unavailable"));
            }
        }
        stack.as("admin").get("/images/" + image + "/versions/1").then().statusCode(404);
        assertThat(stack.as("alice").get("/workspaces").<List<String>>path("items.name"))
                .doesNotContain(workspace);
        register(image).then().statusCode(201);
        String id = launch("alice", workspace).then().statusCode(201).extract().path("id");
        stack.delete("alice", id);
        builds.forget(image);
    }

    @Test
    void answersForWhatWasDoneWhenTheAnswerItselfWasLost() throws SQLException {
        String image = Stack.name("lost");
        register(image).then().statusCode(201);
        forgetWhatTheAnswerSays(image);
        register(image)
                .then()
                .statusCode(201)
                .header("Location", containsString("/images/" + image + "/versions/1"))
                .body("version", equalTo("1"));

        String operation = pull(image).then().statusCode(202).extract().path("id");
        forgetWhatTheAnswerSays("pull " + image);
        pull(image).then().statusCode(202).body("id", equalTo(operation));
        builds.awaitEnd(operation);

        String name = Stack.name("lost");
        String id = launch("alice", name).then().statusCode(201).extract().path("id");
        forgetWhatTheAnswerSays(name);
        launch("alice", name).then().statusCode(201).body("id", equalTo(id)).body("state", equalTo("QUEUED"));
        stack.delete("alice", id);
        builds.forget(image);
    }

    /** Each of these adds something; who comes second is not told that it is there already, but the answer to the first. */
    @Test
    void answersOneKeyThatIsSentThirtyTimesAtOnceWithOneAnswer() throws Exception {
        String image = Stack.name("crowd");
        String built = Stack.name("crowd");
        registry.push(image + ":1", 1, Map.of("OWN", image));
        onceOf(() -> registerPushed(image), 201, "digest");
        builds.awaitEnd(onceOf(() -> pull(image), 202, "id"));
        builds.awaitEnd(onceOf(
                () -> stack.as("admin").header("Idempotency-Key", image).post("/images/" + image + "/versions/1/check"),
                202,
                "id"));
        builds.awaitEnd(onceOf(
                () -> builds.form("admin")
                        .header("Idempotency-Key", built)
                        .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\nENV OWN=" + built + "\n")
                        .post("/images/" + built + "/versions/1/build"),
                202,
                "id"));
        builds.forget(image);
        builds.forget(built);
    }

    /** Sends a request thirty times at once, and returns a member of the one answer that all have. */
    private static String onceOf(Callable<Response> request, int status, String member) throws Exception {
        stack.token("admin");
        Set<String> members = new HashSet<>();
        int replayed = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Response> one : threads.invokeAll(Collections.nCopies(30, request))) {
                Response answer = one.get();
                answer.then().statusCode(status);
                members.add(answer.path(member));
                replayed += "true".equals(answer.header("Idempotency-Replayed")) ? 1 : 0;
            }
        }
        assertThat(members).hasSize(1);
        assertThat(replayed).isEqualTo(29);
        return members.iterator().next();
    }

    /** What a launch answered is told again also when what it made is gone: nothing is launched anew. */
    @Test
    void answersWithWhatItSaidWhereTheWorkspaceIsGone() throws SQLException {
        String name = Stack.name("gone");
        Map<String, Object> further = Map.of("resources", Map.of("memory", "128Mi"), "env", Map.of("A", "hush" + name));
        Response first = launch("alice", name, further);
        String id = first.then()
                .statusCode(201)
                .body("env.A", equalTo("hush" + name))
                .extract()
                .path("id");
        stack.delete("alice", id);
        Response again = launch("alice", name, further);
        again.then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .header("Location", first.header("Location"));
        assertThat(again.asString()).isEqualTo(first.asString());
        stack.as("alice").get("/workspaces/" + id).then().statusCode(404);
        assertThat(stack.as("alice").get("/workspaces").<List<String>>path("items.name"))
                .doesNotContain(name);
        try (Connection database = builds.database();
                Statement query = database.createStatement();
                ResultSet kept = query.executeQuery("select idempotency_key::text from idempotency_key")) {
            while (kept.next()) {
                assertThat(kept.getString(1)).doesNotContain("hush" + name);
            }
        }
    }

    /** Waiting for a turn is not sending slowly: the last of these waits for longer than a body may take. */
    @Test
    void answersWhoWaitsLongForTheirTurn() throws Exception {
        try (Connection other = builds.database();
                Statement lock = other.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            lock.execute("lock table idempotency_key in share mode"); // may be read
            stack.token("alice");
            List<Callable<Response>> launches = Collections.nCopies(30, () -> launch("alice", Stack.name("patient")));
            for (Future<Response> launch : threads.invokeAll(launches)) {
                launch.get().then().statusCode(503).body("type", equalTo("urn:slipway:problem:database-unavailable"));
            }
        }
    }

    /** One of the connections is that of the locks, for good. */
    @Test
    void answersFiftyLaunchesAtOnceOnTwoConnections() throws Exception {
        // That none starves is tried here, and not how fast a machine is on which other tests run beside.
        stack.restartWith(Map.of("SLIPWAY_DB_CONNECTIONS", "2", "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "30S"));
        List<String> users = List.of("alice", "bob");
        users.forEach(stack::token);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Response>> launches = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String user = users.get(i % users.size());
                launches.add(() -> launch(user, Stack.name("crowd")));
            }
            List<Integer> answers = new ArrayList<>();
            for (Future<Response> launch : threads.invokeAll(launches)) {
                answers.add(launch.get().statusCode());
            }
            assertThat(answers).hasSize(50).containsOnly(201);
        } finally {
            stack.restartWith(Map.of());
            stack.deleteAll();
        }
    }
}
