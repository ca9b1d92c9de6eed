package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.testing.Shell;
import dev.slipway.testing.SocketRelay;
import dev.slipway.testing.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Workspaces and engines that hold things up, for a while or for ever. */
class HeldUpIT {
    /** The grace of a stop, and what the platform and the engine need beside it. */
    private static final Duration GRACE = Duration.ofSeconds(10).plusSeconds(6);

    private final Stack stack = Stack.get();

    @Test
    void endsAWorkspaceWithinTheGraceWhateverItDoes() {
        String stopped = stack.launch("alice", "stubborn", "256Mi");
        String deleted = stack.launch("alice", "stubborn", "256Mi");
        awaitOutput(stopped, "does not end");
        awaitOutput(deleted, "does not end");
        stack.as("alice").post("/workspaces/" + stopped + "/stop").then().statusCode(202);
        stack.as("alice").delete("/workspaces/" + deleted).then().statusCode(202);
        await().atMost(GRACE).until(() -> !stack.engineObjects().contains(deleted));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> stack.workspace("alice", stopped).getString("state"), "STOPPED"::equals);
        List<String> kept = log(stopped).lines().toList();
        assertThat(kept.getFirst()).matches("… \\d+ or more earlier lines are left out here");
        assertThat(kept.stream().skip(1)).hasSizeGreaterThan(100).allMatch("and floods its log"::startsWith);
        stack.delete("alice", stopped);
    }

    private void awaitOutput(String id, String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> log(id).contains(text));
    }

    private String log(String id) {
        return stack.as("alice")
                .accept("text/plain")
                .get("/workspaces/" + id + "/logs?tail=10000")
                .asString();
    }

    @Test
    void deletesAWorkspaceWhileTheEngineHangs() {
        SocketRelay.Hold start = stack.engine().hold("/start");
        String id = stack.launch("alice", "echo", "256Mi");
        await().atMost(Duration.ofSeconds(30)).until(start::isHolding);
        stack.as("alice").delete("/workspaces/" + id).then().statusCode(202);
        await().atMost(GRACE).until(() -> !stack.engineObjects().contains(id));
        assertThat(start.isAbandoned()).isTrue();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> stack.as("alice").get("/workspaces/" + id).statusCode() == 404);
    }

    /** Its owner sees it go, and can do nothing more with it; its name and its place in the quota are free at once. */
    @Test
    void aDeletedWorkspaceIsSeenUntilItsContainerIsGone() {
        String name = Stack.name("going");
        String id = stack.launch("alice", Map.of("name", name, "image", "probe", "version", "echo"));
        stack.awaitState("alice", id, "RUNNING");
        int used = stack.as("alice").get("/me").jsonPath().getInt("usage.workspaces");
        SocketRelay.Hold stop = stack.engine().hold("/stop");
        stack.as("alice").delete("/workspaces/" + id).then().statusCode(202).body("state", equalTo("DELETING"));
        await().atMost(Duration.ofSeconds(10)).until(stop::isHolding);
        stack.as("alice").get("/workspaces/" + id).then().statusCode(200).body("state", equalTo("DELETING"));
        stack.as("alice")
                .get("/workspaces")
                .then()
                .body("items.find { it.id == '%s' }.state".formatted(id), equalTo("DELETING"));
        assertThat(stack.as("alice").get("/me").jsonPath().getInt("usage.workspaces"))
                .isEqualTo(used - 1);
        for (String verb : List.of("start", "stop", "restart")) {
            stack.as("alice")
                    .post("/workspaces/" + id + "/" + verb)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:slipway:problem:conflict"))
                    .body("detail", equalTo("It is being deleted"));
        }
        stack.as("alice").delete("/workspaces/" + id).then().statusCode(202).body("state", equalTo("DELETING"));
        stack.as("alice")
                .accept("application/json")
                .get("/workspaces/" + id + "/events")
                .then()
                .body("items.code.findAll { it == 'delete-requested' }.size()", equalTo(1))
                .body("items.find { it.code == 'admitted' }.params.image", equalTo("probe"))
                .body("items.last().state", equalTo("DELETING"));
        String next = stack.launch("alice", Map.of("name", name, "image", "probe", "version", "echo"));
        stop.pass();
        await().atMost(GRACE)
                .until(() -> stack.as("alice").get("/workspaces/" + id).statusCode() == 404);
        assertThat(stack.engineObjects()).doesNotContain(id);
        stack.delete("alice", next);
    }

    @Test
    void stopsAWorkspaceWhoseLogCannotBeRead() {
        String id = stack.launchRunning("alice");
        SocketRelay.Hold logs = stack.engine().hold("/logs?");
        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
        await().atMost(Duration.ofSeconds(12))
                .until(() -> stack.workspace("alice", id).getString("state"), "STOPPED"::equals);
        assertThat(logs.isHolding()).isTrue();
        await().atMost(Duration.ofSeconds(5)).until(logs::isAbandoned);
        assertThat(stack.engineObjects()).doesNotContain(id);
        stack.delete("alice", id);
    }

    @Test
    void makesANetworkAgainThatVanishedBeforeTheStart() {
        SocketRelay.Hold start = stack.engine().hold("/start");
        String id = stack.launch("alice", "echo", "256Mi");
        await().atMost(Duration.ofSeconds(30)).until(start::isHolding);
        String network = Shell.output(
                        "docker", "inspect", "--format", "{{.HostConfig.NetworkMode}}", stack.container(id))
                .strip();
        Shell.output("docker", "network", "rm", network);
        start.pass();
        stack.awaitState("alice", id, "RUNNING");
        stack.delete("alice", id);
    }

    @Test
    void waitsOutAConflictAndSaysSo() {
        SocketRelay.Hold start = stack.engine().hold("/start");
        String id = stack.launch("alice", "echo", "256Mi");
        await().atMost(Duration.ofSeconds(30)).until(start::isHolding);
        Shell.output("docker", "start", stack.container(id));
        Shell.output("docker", "pause", stack.container(id));
        start.pass();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> stack.workspace("alice", id).getString("reason.code"), "waits-for-engine"::equals);
        assertThat(stack.workspace("alice", id).getString("state")).isEqualTo("STARTING");
        assertThat(stack.workspace("alice", id).getString("reason.message")).contains("paused");
        Shell.output("docker", "unpause", stack.container(id));
        stack.awaitState("alice", id, "RUNNING");
        assertThat(stack.workspace("alice", id).getString("reason")).isNull();
        stack.delete("alice", id);
    }
}
