package dev.slipway.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import dev.slipway.testing.TestRegistry;
import dev.slipway.testing.WithRegistry;
import io.restassured.path.json.JsonPath;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images from a real registry: registered, pinned, pulled once for all who wait, whatever breaks meanwhile. */
class ImagesIT extends WithRegistry {
    private static final Map<String, Object> RUN = Map.of(
            "command", List.of("/bin/httpd", "-f", "-p", "8000", "-h", "/www"),
            "port", 8000,
            "readyPath", "/",
            "home", "/home/tester",
            "user", "1000:1000");

    private static Map<String, Object> registration(String image, String reference) {
        return Map.of(
                "name", image,
                "title", "Tiny",
                "description", "A small server from a registry.",
                "framework", "pytorch",
                "version", version("1", reference));
    }

    private static Map<String, Object> version(String version, String reference) {
        return Map.of("version", version, "reference", reference, "run", RUN, "check", false);
    }

    private static void register(String image, String reference) {
        stack.as("admin")
                .body(registration(image, reference))
                .post("/images")
                .then()
                .statusCode(201);
    }

    private static JsonPath shown(String image) {
        return stack.as("alice")
                .get("/images/" + image + "/versions/1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String launch(String user, String image) {
        return stack.launch(
                user,
                Map.of(
                        "name",
                        Stack.name("tiny"),
                        "image",
                        image,
                        "version",
                        "1",
                        "resources",
                        Map.of("memory", "128Mi", "cpus", 0.2)));
    }

    /** Deletes alice's workspace of it first. */
    private static void forget(String image, String workspace) {
        stack.delete("alice", workspace);
        forget(image);
    }

    /** Takes it out of the catalogue and the engine. */
    private static void forget(String image) {
        stack.as("admin").delete("/images/" + image + "/versions/1").then().statusCode(204);
        String id = Shell.output("docker", "image", "ls", "-q", "--no-trunc", "slipway/" + image)
                .strip();
        if (!id.isEmpty()) {
            Shell.run("docker", "image", "rm", "-f", id); // unless the platform was faster
        }
    }

    @Test
    void registersAVersionAndPullsItForItsFirstLaunch() throws Exception {
        String image = Stack.name("tiny");
        registry.push(image + ":1", 4, Map.of("PYTORCH_VERSION", "2.6.0", "CUDA_VERSION", "12.4.1"));
        String reference = TestRegistry.OPEN + "/" + image + ":1";
        String digest = Shell.output(
                        "skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://" + reference)
                .strip();
        stack.as("admin")
                .body(registration(image, reference))
                .post("/images")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/v1/images/" + image + "/versions/1"))
                .body("digest", equalTo(digest))
                .body("state", equalTo("absent"))
                .body("frameworkVersion", equalTo("2.6.0"))
                .body("cuda", equalTo("12.4.1"))
                .body("unknown", not(hasItem("cuda")))
                .body("minDriver", startsWith("525"))
                .body("unknown", hasItems("python", "cudnn", "computeCapabilities"))
                .body("layers.size()", equalTo(2))
                .body("layers.present", hasItem(false));

        stack.as("admin")
                .body(version("exact", reference + "@" + digest))
                .post("/images/" + image + "/versions")
                .then()
                .statusCode(201)
                .body("digest", equalTo(digest));
        stack.as("alice")
                .urlEncodingEnabled(false) // of the colon
                .body(Map.of("image", image, "version", "exact"))
                .post("/compatibility:check")
                .then()
                .statusCode(200);
        stack.as("admin").delete("/images/" + image + "/versions/exact").then().statusCode(204);

        String id = launch("alice", image);
        stack.awaitState("alice", id, "RUNNING");
        assertThat(stack.as("alice")
                        .get("/workspaces/" + id + "/events")
                        .jsonPath()
                        .getList("items.code"))
                .containsSubsequence("admitted", "pulling", "starting", "started");
        HttpResponse<String> page =
                stack.http.send(stack.onOrigin(id, "/", "alice").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.body()).isEqualTo(image + ":1\n");

        JsonPath version = shown(image);
        assertThat(version.getString("state")).isEqualTo("available");
        assertThat(version.getList("layers.present")).containsOnly(true);
        assertThat(version.getLong("sizeBytes")).isGreaterThan(4 << 20);
        // Named, so that nobody's "docker image prune" takes it.
        assertThat(Shell.output("docker", "image", "inspect", "-f", "{{.RepoDigests}}", "slipway/" + image + ":1"))
                .contains(digest);

        stack.as("admin")
                .delete("/images/" + image + "/versions/1")
                .then()
                .statusCode(409)
                .body("detail", containsString("1 workspace is of"));
        forget(image, id);
        stack.as("alice").get("/images/" + image + "/versions/1").then().statusCode(404);
        stack.as("admin")
                .get("/audit")
                .then()
                .body(
                        "items.findAll { it.subject == '%s 1' }.action".formatted(image),
                        equalTo(List.of("image.remove", "image.register")));
        stack.as("alice").get("/audit").then().statusCode(403);
    }

    @Test
    void showsATagThatMovedAndDoesNotFollowIt() {
        String image = Stack.name("moved");
        registry.push(image + ":1", 1, Map.of());
        register(image, TestRegistry.OPEN + "/" + image + ":1");
        String first = shown(image).getString("digest");
        registry.push(image + ":1", 1, Map.of("NEW", "1"));
        await().atMost(Duration.ofSeconds(30)).until(() -> shown(image).getString("state"), "moved"::equals);
        JsonPath moved = shown(image);
        assertThat(moved.getString("movedTo")).startsWith("sha256:").isNotEqualTo(first);
        assertThat(moved.getString("digest")).isEqualTo(first);
        String id = launch("alice", image);
        stack.awaitState("alice", id, "RUNNING");
        assertThat(Shell.output("docker", "inspect", "-f", "{{.Config.Env}}", stack.container(id)))
                .doesNotContain("NEW=1");
        forget(image, id);
    }

    @Test
    void showsItsPasswordToARegistryThatWantsIt() {
        String image = Stack.name("guarded");
        registry.push(image + ":1", 1, Map.of());
        register(image, TestRegistry.GUARDED + "/" + image + ":1");
        String operation = stack.as("admin")
                .post("/images/" + image + "/versions/1/pull")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        awaitOperation(operation, "SUCCEEDED");
        assertThat(shown(image).getString("state")).isEqualTo("available");
        forget(image);
    }

    private static void awaitOperation(String id, String state) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> stack.as("admin").get("/operations/" + id).path("state"), state::equals);
    }

    /** An image behind the gate, and one launch that waits for it. */
    private String heldBack(String image) {
        registry.push(image + ":1", 8, Map.of());
        register(image, TestRegistry.GATE + "/" + image + ":1");
        registry.hold();
        String id = launch("alice", image);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Long bytes = stack.workspace("alice", id).getObject("pull.progress.currentBytes", Long.class);
            return bytes != null && bytes > 0;
        });
        return id;
    }

    /** Alice's workspace runs once its image is let go. */
    private static void comesWithTheRest(String id) {
        registry.letGo();
        stack.awaitState("alice", id, "RUNNING");
    }

    private static String operationOf(String user, String id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stack.workspace(user, id).getString("pull.id") != null);
        return stack.workspace(user, id).getString("pull.id");
    }

    @Test
    void pullsOnceForAllWhoWait() {
        String image = Stack.name("once");
        String first = heldBack(image);
        String second = launch("bob", image);
        assertThat(operationOf("bob", second)).isEqualTo(operationOf("alice", first));
        JsonPath waiting = stack.workspace("alice", first);
        assertThat(waiting.getString("state")).isEqualTo("PULLING");
        assertThat(waiting.getLong("pull.progress.totalBytes")).isGreaterThan(8 << 20);
        assertThat(waiting.getList("pull.progress.layers.state")).contains("DOWNLOADING");
        assertThat(shown(image).getString("state")).isEqualTo("pulling");
        String operation = operationOf("alice", first);
        CompletableFuture<String> events = CompletableFuture.supplyAsync(() -> stack.as("bob")
                .accept("text/event-stream")
                .get("/operations/" + operation + "/events/stream")
                .asString());
        registry.letGo();
        stack.awaitState("alice", first, "RUNNING");
        stack.awaitState("bob", second, "RUNNING");
        assertThat(events.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join())
                .contains("event:operation")
                .contains("\"state\":\"SUCCEEDED\"");
        stack.delete("alice", first);
        stack.delete("bob", second);
        forget(image);
    }

    @Test
    void endsAPullWhenAnAdministratorSaysSo() {
        String image = Stack.name("ended");
        String id = heldBack(image);
        String operation = operationOf("alice", id);
        stack.as("alice").post("/operations/" + operation + "/cancel").then().statusCode(403);
        stack.as("admin").post("/operations/" + operation + "/cancel").then().statusCode(202);
        awaitOperation(operation, "CANCELLED");
        stack.awaitState("alice", id, "FAILED");
        assertThat(stack.workspace("alice", id).getString("reason.code")).isEqualTo("pull-cancelled");
        assertThat(shown(image).getString("state")).isEqualTo("absent");
        // What was given up is taken up again by the next start.
        registry.letGo();
        stack.as("alice").post("/workspaces/" + id + "/start").then().statusCode(202);
        stack.awaitState("alice", id, "RUNNING");
        forget(image, id);
    }

    @Test
    void goesOnWithAPullAfterThePlatformWasKilled() {
        String image = Stack.name("killed");
        String id = heldBack(image);
        String operation = operationOf("alice", id);
        stack.kill("platform", "KILL");
        stack.up();
        comesWithTheRest(id);
        assertThat(stack.as("admin").get("/operations/" + operation).<String>path("state"))
                .isEqualTo("SUCCEEDED");
        forget(image, id);
    }

    @Test
    void waitsForARegistryThatIsInTroubleAndSaysSo() {
        String image = Stack.name("trouble");
        registry.push(image + ":1", 1, Map.of());
        register(image, TestRegistry.GATE + "/" + image + ":1");
        registry.trouble(503);
        String id = launch("alice", image);
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> stack.workspace("alice", id).getString("reason.code"), "waits-for-image"::equals);
            assertThat(stack.workspace("alice", id).getString("state")).isEqualTo("PULLING");
            assertThat(stack.workspace("alice", id).getString("reason.message")).contains("503");
        } finally {
            registry.trouble(0);
        }
        stack.awaitState("alice", id, "RUNNING");
        assertThat(stack.workspace("alice", id).getString("reason")).isNull();
        forget(image, id);
    }

    @Test
    void goesOnWithAPullWhenTheEngineIsBack() {
        String image = Stack.name("engine");
        String id = heldBack(image);
        String operation = operationOf("alice", id);
        stack.engine().disconnect();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            stack.as("admin").get("/operations/" + operation).path("progress.waitsFor") != null);
        } finally {
            stack.engine().connect();
        }
        comesWithTheRest(id);
        forget(image, id);
    }

    @Test
    void registersTheSameVersionOnce() {
        String image = Stack.name("twice");
        registry.push(image + ":1", 1, Map.of());
        stack.token("admin");
        List<Integer> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> stack.as("admin")
                        .body(registration(image, TestRegistry.OPEN + "/" + image + ":1"))
                        .post("/images")
                        .statusCode()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .sorted()
                .toList();
        assertThat(answers).containsExactly(201, 409, 409, 409);
        stack.as("admin")
                .body(version("1", TestRegistry.OPEN + "/" + image + ":1"))
                .post("/images/" + image + "/versions")
                .then()
                .statusCode(409);
        stack.as("admin")
                .body(version("2", TestRegistry.OPEN + "/" + image + ":1"))
                .post("/images/" + image + "/versions")
                .then()
                .statusCode(201);
        stack.as("admin").delete("/images/" + image + "/versions/2").then().statusCode(204);
        forget(image);
    }

    @Test
    void deprecatesAVersionAndTakesItBack() {
        String image = Stack.name("old");
        registry.push(image + ":1", 1, Map.of());
        register(image, TestRegistry.OPEN + "/" + image + ":1");
        String path = "/images/" + image + "/versions/1";
        stack.as("admin")
                .body(Map.of("deprecated", true, "deprecationReason", "Take 2"))
                .patch(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("deprecated"))
                .body("deprecated", equalTo(true))
                .body("deprecationReason", equalTo("Take 2"));
        stack.as("admin").body(Map.of("deprecated", true)).patch(path).then().statusCode(400);
        stack.as("alice").body(Map.of("deprecated", false)).patch(path).then().statusCode(403);
        stack.as("admin")
                .body(Map.of("deprecated", false))
                .patch(path)
                .then()
                .statusCode(200)
                .body("deprecated", equalTo(false))
                .body("deprecationReason", nullValue());
        forget(image);
    }

    /** An index names the image for newer processors first, which engines pass over. */
    @Test
    void describesTheImageThatTheEnginePulls() {
        registry.push("tiny-variants:newer", 1, Map.of("CUDA_VERSION", "12.9.1", "OF", "newer"));
        registry.push("tiny-variants:plain", 1, Map.of("CUDA_VERSION", "12.4.1", "OF", "plain"));
        Map<String, String> variants = new LinkedHashMap<>();
        variants.put("newer", "v3");
        variants.put("plain", "");
        registry.index("tiny-variants", "1", variants);
        String image = Stack.name("variants");
        register(image, TestRegistry.OPEN + "/tiny-variants:1");
        assertThat(shown(image).getString("cuda")).isEqualTo("12.4.1");
        String id = launch("alice", image);
        stack.awaitState("alice", id, "RUNNING");
        assertThat(Shell.output("docker", "exec", stack.container(id), "/bin/busybox", "env"))
                .contains("CUDA_VERSION=12.4.1", "OF=plain");
        forget(image, id);

        registry.index("tiny-variants", "newer-alone", Map.of("newer", "v3"));
        stack.as("admin")
                .body(registration(image, TestRegistry.OPEN + "/tiny-variants:newer-alone"))
                .post("/images")
                .then()
                .statusCode(422)
                .body("reasons[0].code", equalTo("wrong-platform"))
                .body("detail", containsString("The image is for linux/amd64/v3, not for linux/amd64"));
    }

    /** Docker before 23 would begin to pull it and end with a fault of its tar reader. */
    @Test
    void refusesLayersThatTheEngineDoesNotUnpack() {
        registry.push("tiny-zstd:1", 1, Map.of());
        registry.sayZstd("tiny-zstd", "1", "zstd");
        String image = Stack.name("zstd");
        int engine = Integer.parseInt(
                Shell.output("docker", "version", "-f", "{{.Server.Version}}").split("\\.", -1)[0]);
        var answer = stack.as("admin")
                .body(registration(image, TestRegistry.OPEN + "/tiny-zstd:zstd"))
                .post("/images")
                .then();
        if (engine < 23) {
            answer.statusCode(422)
                    .body("type", equalTo("urn:slipway:problem:image-unavailable"))
                    .body("reasons[0].code", equalTo("layers-not-unpacked"))
                    .body("reasons[0].message", containsString("compressed by zstd"))
                    .body("reasons[0].remedy", containsString("gzip"));
            stack.as("alice").get("/images").then().body("items.name", not(hasItem(image)));
        } else {
            answer.statusCode(201);
            forget(image);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REGISTRY/tiny | 400 | invalid-request | tag",
                "REGISTRY/Tiny:1 | 400 | invalid-request | lower-case",
                "not a reference | 400 | invalid-request | reference",
                "127.0.0.1:5432/tiny:1 | 422 | image-unavailable | is not one of those",
                "docker.io/library/python:3 | 422 | image-unavailable | is not one of those",
                "REGISTRY/nothing:1 | 422 | image-unavailable | has no nothing",
            })
    void saysWhatIsWrongWithAReferenceAndRegistersNothing(String reference, int status, String code, String words) {
        String image = Stack.name("wrong");
        stack.as("admin")
                .body(registration(image, reference.replace("REGISTRY", TestRegistry.OPEN)))
                .post("/images")
                .then()
                .statusCode(status)
                .body("type", equalTo("urn:slipway:problem:" + code))
                .body("detail", containsString(words));
        stack.as("alice").get("/images").then().body("items.name", not(hasItem(image)));
    }

    @Test
    void saysWhichFieldsOfARegistrationAreWrong() {
        stack.as("admin")
                .body(Map.of("name", "Not a name", "framework", "x y"))
                .post("/images")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("name", "title", "framework", "version"));
        stack.as("admin")
                .body(Map.of("title", "Nameless"))
                .post("/images")
                .then()
                .statusCode(400)
                .body("errors.field", equalTo(List.of("name", "framework", "version")))
                .body("errors.message", everyItem(equalTo("is missing")));
        Map<String, Object> cuda = new HashMap<>(version("3", TestRegistry.OPEN + "/a:1"));
        cuda.put("cuda", Map.of("toolkit", "twelve"));
        stack.as("admin")
                .body(cuda)
                .post("/images/jupyter/versions")
                .then()
                .statusCode(400)
                .body("detail", containsString("cuda.toolkit is written as"));
        stack.as("admin")
                .body(Map.of("version", "3", "reference", TestRegistry.OPEN + "/a:1", "contract", "no-such"))
                .post("/images/jupyter/versions")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("contract"));
        for (Object port : List.of(8888.5, "8888", 4294976184L)) {
            stack.as("admin")
                    .body(Map.of("version", "3", "reference", TestRegistry.OPEN + "/a:1", "run", Map.of("port", port)))
                    .post("/images/jupyter/versions")
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItem("run.port"));
        }
        stack.as("alice").body(Map.of()).post("/images").then().statusCode(403);
        stack.as("admin").body(Map.of()).post("/images/no-such/versions").then().statusCode(404);
        stack.as("admin").delete("/images/jupyter/versions/debian-13").then().statusCode(409);
        stack.as("admin").post("/images/jupyter/versions/debian-13/pull").then().statusCode(409);
        stack.as("alice").get("/operations/no-such").then().statusCode(404);
    }

    @Test
    void evictsWhatNobodyHasWantedForLongAndNothingElse() {
        String unwanted = Stack.name("unwanted");
        String wanted = Stack.name("wanted");
        for (String image : List.of(unwanted, wanted)) {
            registry.push(image + ":1", 1, Map.of("OWN", image));
            register(image, TestRegistry.OPEN + "/" + image + ":1");
            String pull = stack.as("admin")
                    .post("/images/" + image + "/versions/1/pull")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
            awaitOperation(pull, "SUCCEEDED");
        }
        String id = launch("alice", wanted);
        stack.awaitState("alice", id, "RUNNING");
        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
        stack.awaitState("alice", id, "STOPPED");

        stack.as("admin")
                .body(Map.of("unusedFor", "soon"))
                .put("/image-eviction")
                .then()
                .statusCode(400);
        stack.as("admin")
                .body(Map.of("unusedFor", "PT0S"))
                .put("/image-eviction")
                .then()
                .statusCode(400);
        stack.as("admin")
                .body(Map.of("unusedFor", "P1D", "freeBelow", "much"))
                .put("/image-eviction")
                .then()
                .statusCode(400);
        stack.as("alice")
                .body(Map.of("unusedFor", "P1D"))
                .put("/image-eviction")
                .then()
                .statusCode(403);
        stack.as("admin")
                .get("/image-eviction")
                .then()
                .body("rule", nullValue())
                .body("candidates.image", hasItem(unwanted))
                .body("candidates.image", not(hasItem(wanted)));
        // As long as there is room enough, nothing goes.
        stack.as("admin")
                .body(Map.of("unusedFor", "PT2S", "freeBelow", "1Mi"))
                .put("/image-eviction")
                .then()
                .statusCode(200)
                .body("rule.unusedFor", equalTo("PT2S"))
                .body("rule.freeBelow", equalTo("1Mi"));
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(6))
                .until(() -> shown(unwanted).getBoolean("here"));
        stack.as("admin")
                .body(Map.of("unusedFor", "PT2S"))
                .put("/image-eviction")
                .then()
                .statusCode(200);
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> shown(unwanted).getString("state"), "absent"::equals);
            assertThat(shown(wanted).getBoolean("here")).isTrue();
            assertThat(stack.as("alice")
                            .get("/images/jupyter/versions/debian-13")
                            .<Boolean>path("here"))
                    .as("what no registry has")
                    .isTrue();
        } finally {
            stack.as("admin").delete("/image-eviction").then().statusCode(204);
        }
        // Its entry is kept when it is gone, a moment later.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> stack.as("admin")
                        .get("/audit")
                        .then()
                        .body("items.findAll { it.action == 'image.evict' }.subject", hasItem(unwanted + " 1")));
        // It comes back when someone wants it.
        String again = launch("alice", unwanted);
        stack.awaitState("alice", again, "RUNNING");
        forget(unwanted, again);
        forget(wanted, id);
    }

    @Test
    void answersARequestWithAKeyOnce() {
        String image = Stack.name("keyed");
        registry.push(image + ":1", 1, Map.of());
        Map<String, Object> request = registration(image, TestRegistry.OPEN + "/" + image + ":1");
        for (int i = 0; i < 2; i++) {
            stack.as("admin")
                    .header("Idempotency-Key", image)
                    .body(request)
                    .post("/images")
                    .then()
                    .statusCode(201)
                    .header("Location", containsString(image))
                    .body("version", equalTo("1"));
        }
        stack.as("admin")
                .header("Idempotency-Key", image)
                .body(registration(image, TestRegistry.OPEN + "/other:1"))
                .post("/images")
                .then()
                .statusCode(409);
        List<String> pulls = IntStream.range(0, 2)
                .mapToObj(i -> stack.as("admin")
                        .header("Idempotency-Key", "pull " + image)
                        .post("/images/" + image + "/versions/1/pull")
                        .then()
                        .statusCode(202)
                        .extract()
                        .<String>path("id"))
                .distinct()
                .toList();
        assertThat(pulls).hasSize(1);
        awaitOperation(pulls.getFirst(), "SUCCEEDED");
        forget(image);
    }

    @Test
    void changesWhatWasSeenAndNothingNewer() {
        String image = Stack.name("tagged");
        registry.push(image + ":1", 1, Map.of());
        register(image, TestRegistry.OPEN + "/" + image + ":1");
        String path = "/images/" + image + "/versions/1";
        String seen = stack.as("admin").get(path).header("ETag");
        Map<String, Object> change = Map.of("deprecated", true, "deprecationReason", "old");
        String now = stack.as("admin")
                .header("If-Match", seen)
                .body(change)
                .patch(path)
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
        assertThat(now).isNotEqualTo(seen);
        stack.as("admin")
                .header("If-Match", seen)
                .body(Map.of("deprecated", false))
                .patch(path)
                .then()
                .statusCode(412)
                .body("type", equalTo("urn:slipway:problem:stale"));
        stack.as("admin")
                .header("If-Match", now)
                .body(Map.of("deprecated", false))
                .patch(path)
                .then()
                .statusCode(200);
        forget(image);
    }
}
