package dev.slipway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import dev.slipway.testing.WithRegistry;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No act without its entry, and no entry without its act: where the entry cannot be kept, nothing is done. */
class AuditIT extends WithRegistry {
    private static final String GPU = "GPU-51a9ca7e-0000-4000-8000-000000000003";
    private static final String ILL_GPU = "GPU-51a9ca7e-0000-4000-8000-000000000004";

    private static Connection database;

    private final String image = Stack.name("audited");
    private final String built = Stack.name("built");

    @BeforeAll
    static void start() throws SQLException {
        database = builds.database();
    }

    @AfterAll
    static void stop() throws SQLException {
        database.close();
    }

    /**
     * Something that an administrator does.
     *
     * @param endpoint as the API's definition has it
     * @param state what it changes, as the database has it
     */
    private record Act(String endpoint, Supplier<Response> attempt, String state) {}

    @Test
    void keepsEachActWithItsEntryOrNeither() throws SQLException {
        String workspace = stack.launchRunning("bob");
        String waits = builds.begin("alice", built, "FROM " + ImageBuilds.BASE + "\nRUN sleep 600\n");
        registry.push(image + ":1", 1, Map.of());
        List<Act> acts = new ArrayList<>();
        acts.addAll(onImages());
        acts.addAll(onOthers(workspace, waits));
        assertThat(acts.stream().map(Act::endpoint)).containsExactlyInAnyOrderElementsOf(Audited.ENDPOINTS.keySet());
        for (Act act : acts) {
            isDoneWithItsEntryOrNotAtAll(act);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !stack.engineObjects().contains(workspace));
        awaitNoOperation();
        Shell.run("docker", "image", "rm", "-f", "slipway/" + built + ":2", "slipway/" + image + ":1");
        stack.as("admin").delete("/images/" + built + "/versions/2").then().statusCode(204);
        stack.as("admin").delete("/images/" + image + "/versions/1").then().statusCode(204);
        stack.restartWith(Map.of()); // the simulated driver reports the fault again, for other tests
    }

    private List<Act> onImages() {
        String versions = "/images/" + image + "/versions";
        Map<String, Object> registration =
                Map.of("name", image, "title", "Tiny", "framework", "pytorch", "version", version("1"));
        String ofImage = "select version from image_version where image = '" + image + "' order by version";
        return List.of(
                act("POST /api/v1/images", body(registration), "/images", ofImage),
                act("POST /api/v1/images/{name}/versions", body(version("2")), versions, ofImage),
                act(
                        "PATCH /api/v1/images/{name}/versions/{version}",
                        body(Map.of("deprecated", true, "deprecationReason", "old")),
                        versions + "/2",
                        "select reason from image_deprecation where image = '" + image + "'"),
                act(
                        "POST /api/v1/images/{name}/versions/{version}/pull",
                        body(Map.of()),
                        versions + "/1/pull",
                        operations("PULL", image)),
                act(
                        "POST /api/v1/images/{name}/versions/{version}/check",
                        body(Map.of()),
                        versions + "/1/check",
                        operations("CHECK", image)),
                act(
                        "POST /api/v1/images/{name}/versions/{version}/build",
                        () -> builds.form("admin").multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\n"),
                        "/images/" + built + "/versions/2/build",
                        "select request from image_build where image = '" + built + "' and version = '2'"),
                act("DELETE /api/v1/images/{name}/versions/{version}", body(Map.of()), versions + "/2", ofImage),
                act(
                        "PUT /api/v1/image-eviction",
                        body(Map.of("unusedFor", "P900D")),
                        "/image-eviction",
                        "select unused_for_seconds from image_eviction"),
                act(
                        "DELETE /api/v1/image-eviction",
                        body(Map.of()),
                        "/image-eviction",
                        "select unused_for_seconds from image_eviction"));
    }

    private static List<Act> onOthers(String workspace, String operation) {
        String wanted = "select desired || ' ' || generation from workspace where id = '" + workspace + "'";
        String cordons = "select gpu_uuid from gpu_cordon where gpu_uuid = '" + GPU + "'";
        String path = "/workspaces/" + workspace;
        return List.of(
                act(
                        "POST /api/v1/operations/{id}/cancel",
                        body(Map.of()),
                        "/operations/" + operation + "/cancel",
                        "select cancel_requested from operation where id = '" + operation + "'"),
                act("POST /api/v1/gpus/{uuid}/cordon", body(Map.of()), "/gpus/" + GPU + "/cordon", cordons),
                act("POST /api/v1/gpus/{uuid}/uncordon", body(Map.of()), "/gpus/" + GPU + "/uncordon", cordons),
                act(
                        "POST /api/v1/gpus/{uuid}/declare-healthy",
                        body(Map.of()),
                        "/gpus/" + ILL_GPU + "/declare-healthy",
                        "select code from gpu_fault where gpu_uuid = '" + ILL_GPU + "'"),
                act("POST /api/v1/workspaces/{id}/restart", body(Map.of()), path + "/restart", wanted),
                act("POST /api/v1/workspaces/{id}/stop", body(Map.of()), path + "/stop", wanted),
                act("POST /api/v1/workspaces/{id}/start", body(Map.of()), path + "/start", wanted),
                act("DELETE /api/v1/workspaces/{id}", body(Map.of()), path, wanted));
    }

    private static Act act(String endpoint, Supplier<RequestSpecification> request, String path, String state) {
        String method = endpoint.substring(0, endpoint.indexOf(' '));
        return new Act(endpoint, () -> request.get().request(method, path), state);
    }

    private static Supplier<RequestSpecification> body(Map<String, Object> body) {
        return () -> body.isEmpty() ? stack.as("admin") : stack.as("admin").body(body);
    }

    private Map<String, Object> version(String name) {
        return Map.of(
                "version",
                name,
                "reference",
                TestRegistry.OPEN + "/" + image + ":1",
                "run",
                Map.of(
                        "command", List.of("/bin/httpd", "-f", "-p", "8000", "-h", "/www"),
                        "port", 8000,
                        "readyPath", "/",
                        "home", "/home/tester",
                        "user", "1000:1000"),
                "check",
                false);
    }

    private static String operations(String kind, String image) {
        return "select count(*) from operation where kind = '" + kind + "' and image = '" + image + "'";
    }

    private static void isDoneWithItsEntryOrNotAtAll(Act act) throws SQLException {
        awaitPulls();
        List<String> before = rows(act.state());
        long last = lastEntry();
        refuseEntries();
        try {
            assertThat(act.attempt().get().statusCode())
                    .as("without its entry: %s", act.endpoint())
                    .isEqualTo(500);
        } finally {
            allowEntries();
        }
        assertThat(rows(act.state())).as("not done: %s", act.endpoint()).isEqualTo(before);
        assertThat(entriesAfter(last)).isEmpty();

        Response done = act.attempt().get();
        assertThat(done.statusCode())
                .as("%s: %s", act.endpoint(), done.asString())
                .isBetween(200, 204);
        assertThat(rows(act.state())).as("done: %s", act.endpoint()).isNotEqualTo(before);
        assertThat(entriesAfter(last)).containsExactly(Audited.ENDPOINTS.get(act.endpoint()));
    }

    /** Done again, it is not done: it is so already. */
    @Test
    void keepsNothingOfWhatIsSoAlready() throws SQLException {
        String workspace = stack.launchRunning("bob");
        stack.as("admin").post("/workspaces/" + workspace + "/stop").then().statusCode(202);
        long last = lastEntry();
        stack.as("admin").post("/workspaces/" + workspace + "/stop").then().statusCode(202);
        stack.as("admin").post("/gpus/" + GPU + "/uncordon").then().statusCode(200);
        stack.as("admin").delete("/image-eviction").then().statusCode(204);
        stack.as("admin")
                .body(Map.of("deprecated", false))
                .patch("/images/jupyter/versions/debian-13")
                .then()
                .statusCode(200);
        assertThat(entriesAfter(last)).isEmpty();
        // What is done by its owner, the workspace's own events tell.
        stack.as("bob").post("/workspaces/" + workspace + "/start").then().statusCode(202);
        stack.delete("bob", workspace);
        assertThat(entriesAfter(last)).isEmpty();
    }

    @Test
    void showsNothingOfAnothersThatTheTrailDoesNotTell() throws SQLException {
        String workspace = stack.launchRunning("bob");
        String version = Stack.name("looked");
        String operation = builds.begin("alice", version, "FROM " + ImageBuilds.BASE + "\nENV BY=" + version + "\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        Map<String, String> looks = Map.of(
                "/workspaces/" + workspace + "/logs", "workspace.read-log",
                "/operations/" + operation + "/log", "operation.read-log",
                "/operations/" + operation + "/events/stream", "operation.read-log",
                "/images/" + version + "/versions/1/build", "image.read-build");
        assertThat(new HashSet<>(looks.values())).containsExactlyInAnyOrderElementsOf(Audited.LOOKS);
        long last = lastEntry();
        refuseEntries();
        try {
            looks.keySet()
                    .forEach(path ->
                            stack.as("admin").accept("*/*").get(path).then().statusCode(500));
        } finally {
            allowEntries();
        }
        assertThat(entriesAfter(last)).isEmpty();
        for (int i = 0; i < 2; i++) { // who follows a log asks for it again and again
            looks.keySet()
                    .forEach(path ->
                            stack.as("admin").accept("*/*").get(path).then().statusCode(200));
        }
        assertThat(entriesAfter(last)).containsExactlyInAnyOrderElementsOf(Audited.LOOKS);
        // One's own is no look at another's.
        stack.as("bob")
                .accept("*/*")
                .get("/workspaces/" + workspace + "/logs")
                .then()
                .statusCode(200);
        stack.as("alice").get("/operations/" + operation + "/log").then().statusCode(200);
        stack.as("alice").get("/images/" + version + "/versions/1/build").then().statusCode(200);
        assertThat(entriesAfter(last)).hasSize(Audited.LOOKS.size());
        stack.delete("bob", workspace);
        builds.forget(version);
    }

    /** What Slipway takes from the engine by itself, it takes with an entry or not at all. */
    @Test
    void clearsNoImageWithoutAnEntry() throws SQLException {
        String name = Stack.name("cleared");
        String operation = builds.begin("alice", name, "FROM " + ImageBuilds.BASE + "\nENV BY=" + name + "\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        refuse("new.action = 'image.clear'");
        try {
            stack.as("admin").delete("/images/" + name + "/versions/1").then().statusCode(204);
            // It looks every second, and once more after each of these.
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> ImageBuilds.isHere("slipway/" + name + ":1"));
        } finally {
            allowEntries();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> !ImageBuilds.isHere("slipway/" + name + ":1"));
        // Its entry is kept when it is gone, a moment later.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(rows("select subject from audit where action = 'image.clear'"))
                        .contains("slipway/" + name + ":1"));
    }

    private static void refuseEntries() throws SQLException {
        refuse("new.by_name = 'admin'");
    }

    private static void refuse(String entries) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("create or replace function refuse_entry() returns trigger language plpgsql as $$"
                    + " begin if " + entries + " then raise exception 'no entry today'; end if; return new; end $$");
            statement.execute(
                    "create trigger entry_refused before insert on audit for each row execute function refuse_entry()");
        }
    }

    private static void allowEntries() throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("drop trigger entry_refused on audit");
        }
    }

    private static long lastEntry() throws SQLException {
        return Long.parseLong(rows("select coalesce(max(id), 0) from audit").getFirst());
    }

    /** What admin and bob did since; Slipway clears images away meanwhile. */
    private static List<String> entriesAfter(long last) throws SQLException {
        return rows("select action from audit where id > " + last + " and by_name in ('admin', 'bob') order by id");
    }

    private static void awaitPulls() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> rows("select id from operation where finished_at is null and kind in ('PULL', 'CHECK')")
                        .isEmpty());
    }

    private static void awaitNoOperation() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> rows("select id from operation where finished_at is null")
                        .isEmpty());
    }

    private static List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
