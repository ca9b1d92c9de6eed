package dev.slipway.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import dev.slipway.testing.WithRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images leave the engine with the last that wants them, and only those that Slipway brought. */
class DisposalIT extends WithRegistry {

    private static Map<String, Object> version(String version, String reference) {
        return Map.of(
                "version",
                version,
                "reference",
                reference,
                "check",
                false,
                "run",
                Map.of(
                        "command", List.of("/bin/httpd", "-f", "-p", "8000", "-h", "/www"),
                        "port", 8000,
                        "readyPath", "/",
                        "home", "/home/tester",
                        "user", "1000:1000"));
    }

    /** Registers version 1 of a new image that a registry has. */
    private static void register(String image, String reference) {
        stack.as("admin")
                .body(Map.of("name", image, "title", "Tiny", "framework", "other", "version", version("1", reference)))
                .post("/images")
                .then()
                .statusCode(201);
    }

    private static String beginPull(String image, String version) {
        return stack.as("admin")
                .post("/images/" + image + "/versions/" + version + "/pull")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** Answers with the engine's id of it. */
    private static String pull(String image, String version) {
        assertThat(builds.awaitEnd(beginPull(image, version)).getString("state"))
                .isEqualTo("SUCCEEDED");
        return idOf("slipway/" + image + ":" + version);
    }

    private static String idOf(String name) {
        return Shell.output("docker", "image", "inspect", "-f", "{{.Id}}", name);
    }

    private static void remove(String image, String version) {
        stack.as("admin")
                .delete("/images/" + image + "/versions/" + version)
                .then()
                .statusCode(204);
    }

    private static void awaitGone(String image) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !ImageBuilds.isHere(image));
    }

    private static void assertStays(String image) {
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> ImageBuilds.isHere(image));
    }

    private static String launch(String image, String version) {
        String id = stack.launch(
                "alice",
                Map.of(
                        "name",
                        Stack.name("tiny"),
                        "image",
                        image,
                        "version",
                        version,
                        "resources",
                        Map.of("memory", "256Mi", "cpus", 0.2)));
        stack.awaitState("alice", id, "RUNNING");
        return id;
    }

    /** One image as two versions; its reference. */
    private static String registerTwice(String image) {
        registry.push(image + ":1", 1, Map.of());
        String reference = TestRegistry.OPEN + "/" + image + ":1";
        register(image, reference);
        stack.as("admin")
                .body(version("2", reference))
                .post("/images/" + image + "/versions")
                .then()
                .statusCode(201);
        return reference;
    }

    @Test
    void removesAnImageWithTheLastVersionThatIsOfIt() {
        String image = Stack.name("two");
        String reference = registerTwice(image);
        String id = pull(image, "1");
        assertThat(pull(image, "2")).isEqualTo(id);
        remove(image, "1");
        awaitGone("slipway/" + image + ":1");
        assertStays(id);
        remove(image, "2");
        awaitGone(id);
        // Its entry is kept when it is gone, a moment later.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> stack.as("admin")
                        .get("/audit")
                        .then()
                        .body(
                                "items.findAll { it.action == 'image.clear' && it.subject.contains('%s') }.size()"
                                        .formatted(image),
                                greaterThan(0)));
        // What its name names now is another image.
        registry.push(image + ":1", 1, Map.of("NEW", "1"));
        register(image, reference);
        assertThat(pull(image, "1")).isNotEqualTo(id);
        remove(image, "1");
        awaitGone("slipway/" + image + ":1");
    }

    @Test
    void keepsAnImageAsLongAsAWorkspaceIsOfIt() {
        String image = Stack.name("worked");
        registerTwice(image);
        String id = pull(image, "1");
        String workspace = launch(image, "2");
        stack.as("alice").post("/workspaces/" + workspace + "/stop").then().statusCode(202);
        stack.awaitState("alice", workspace, "STOPPED");
        remove(image, "1");
        assertStays(id);
        stack.as("alice").post("/workspaces/" + workspace + "/start").then().statusCode(202);
        stack.awaitState("alice", workspace, "RUNNING");
        // Its container is still there when the version goes.
        stack.as("alice").delete("/workspaces/" + workspace).then().statusCode(202);
        remove(image, "2");
        awaitGone(id);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !stack.engineObjects().contains(workspace));
    }

    @Test
    void removesWhatWasBuiltAndNotWhatItWasBuiltOn() {
        String image = Stack.name("built");
        String operation = builds.begin("admin", image, "FROM " + ImageBuilds.BASE + "\nENV OWN=" + image + "\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        String id = idOf("slipway/" + image + ":1");
        assertStays(id);
        remove(image, "1");
        awaitGone(id);
        assertThat(ImageBuilds.isHere(ImageBuilds.BASE)).isTrue();
    }

    /** While its last workspace ends, another image gets its name. */
    @Test
    void removesAnImageWhoseVersionIsBuiltAgainWhileItIsStillInUse() {
        String image = Stack.name("rebuilt");
        String run = """
                {"run": {"command": ["sh", "-c", "trap '' TERM; python3 -m http.server 8000 --directory /srv; true"],
                  "port": 8000, "readyPath": "/", "home": "/home/jovyan", "user": "1000:100"}}
                """;
        String old = buildOf(image, run, "OLD");
        String workspace = launch(image, "1");
        stack.as("alice").delete("/workspaces/" + workspace).then().statusCode(202);
        remove(image, "1");
        String now = buildOf(image, run, "NEW");
        assertThat(now).isNotEqualTo(old);
        awaitGone(old);
        assertThat(idOf("slipway/" + image + ":1")).isEqualTo(now);
        remove(image, "1");
        awaitGone(now);
    }

    private static String buildOf(String image, String build, String variable) {
        String operation = builds.begin(
                builds.form("admin")
                        .multiPart("build", build)
                        .multiPart("dockerfile", "FROM " + ImageBuilds.BASE + "\nENV " + variable + "=" + image + "\n"),
                image);
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        return idOf("slipway/" + image + ":1");
    }

    @Test
    void neverRemovesWhatItDidNotBring() {
        String image = Stack.name("own");
        registry.push(image + ":1", 1, Map.of());
        String reference = TestRegistry.OPEN + "/" + image + ":1";
        Shell.output("docker", "pull", "-q", reference);
        String named = "slipway/" + image + ":2"; // like a version's, and nobody's
        Shell.output("docker", "tag", reference, named);
        register(image, reference);
        String id = pull(image, "1");
        remove(image, "1");
        awaitGone("slipway/" + image + ":1");
        assertStays(named);
        assertThat(idOf(reference)).isEqualTo(id);
        assertThat(Shell.output("docker", "image", "inspect", "-f", "{{.RepoDigests}}", reference))
                .contains(image + "@sha256:");
        Shell.output("docker", "image", "rm", named, reference);
    }

    @Test
    void removesABaseThatOnlyABuildWanted() {
        String base = Stack.name("base");
        registry.push(base + ":1", 1, Map.of());
        String image = Stack.name("onbase");
        String operation = builds.begin(
                "admin", image, "FROM " + TestRegistry.OPEN + "/" + base + ":1\nRUN false " + image + "\n");
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("FAILED");
        String exact = builds.log(operation).stream()
                .filter(line -> line.startsWith("Fetching "))
                .map(line -> line.substring("Fetching ".length()))
                .findFirst()
                .orElseThrow();
        awaitGone(exact);
    }

    @Test
    void removesWhatAPullBringsAfterItsVersionWasRemoved() {
        String image = Stack.name("late");
        registry.push(image + ":1", 8, Map.of());
        register(image, TestRegistry.GATE + "/" + image + ":1");
        String exact = TestRegistry.GATE + "/" + image + "@"
                + stack.as("admin").get("/images/" + image + "/versions/1").<String>path("digest");
        registry.hold();
        String operation = beginPull(image, "1");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Integer bytes = stack.as("admin").get("/operations/" + operation).path("progress.currentBytes");
            return bytes != null && bytes > 0;
        });
        remove(image, "1");
        registry.letGo();
        assertThat(builds.awaitEnd(operation).getString("finishedAt")).isNotNull();
        awaitGone(exact);
        awaitGone("slipway/" + image + ":1");
    }
}
