package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.RestAssured;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsIT {
    private final Stack stack = Stack.get();

    @Test
    void seesWithinTwoSecondsThatAContainerWasKilled() {
        String id = stack.launchRunning("alice");
        Shell.output("docker", "kill", stack.container(id));
        await().atMost(Duration.ofSeconds(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> stack.workspace("alice", id).getString("state"), "FAILED"::equals);
        assertThat(stack.workspace("alice", id).getString("reason.code")).isEqualTo("killed");
        stack.delete("alice", id);
    }

    @Test
    void namesTheMemoryLimitWhenTheKernelKillsForIt() throws Exception {
        String id = stack.launchRunning("alice");
        var eating = stack.http.sendAsync(stack.onOrigin(id, "/eat", "alice").build(), BodyHandlers.discarding());
        stack.awaitState("alice", id, "FAILED");
        await().until(eating::isDone);
        assertThat(stack.workspace("alice", id).getString("reason.code")).isEqualTo("out-of-memory");
        assertThat(stack.workspace("alice", id).getString("reason.message")).contains("256Mi");
        stack.delete("alice", id);
    }

    @Test
    void saysWhyAServerDidNotStart() {
        String exits = stack.launch("alice", "exits", "256Mi");
        String missing = stack.launch("alice", "missing-program", "256Mi");
        stack.awaitState("alice", exits, "FAILED");
        stack.awaitState("alice", missing, "FAILED");
        assertThat(stack.workspace("alice", exits).getString("reason.message")).contains("exit code 3");
        assertThat(stack.as("alice")
                        .accept("text/plain")
                        .get("/workspaces/" + exits + "/logs")
                        .asString())
                .contains("goodbye");
        assertThat(stack.workspace("alice", missing).getString("reason.code")).isEqualTo("command-not-found");
        stack.delete("alice", exits, missing);
    }

    @Test
    void makesAContainerAnewThatWasRemovedWhileNobodyLooked() {
        String id = stack.launchRunning("alice");
        stack.kill("platform", "KILL");
        Shell.output("docker", "rm", "-f", stack.container(id));
        stack.up();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(stack.as("alice")
                                .get("/workspaces/" + id + "/events")
                                .jsonPath()
                                .getList("items.code"))
                        .contains("container-lost"));
        stack.awaitState("alice", id, "RUNNING");
        stack.delete("alice", id);
    }

    @Test
    void convergesAfterItWasKilledInTheMiddleOfLaunchesAndDeletions() {
        String old = stack.launchRunning("bob");
        List<String> launched = new ArrayList<>(IntStream.range(0, 5)
                .mapToObj(i -> stack.launch("bob", "echo", "256Mi"))
                .toList());
        stack.as("bob").delete("/workspaces/" + old).then().statusCode(202);
        stack.kill("platform", "KILL");
        stack.up();
        launched.forEach(id -> stack.awaitState("bob", id, "RUNNING"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !stack.engineObjects().contains(old));

        launched.forEach(
                id -> stack.as("bob").post("/workspaces/" + id + "/stop").then().statusCode(202));
        stack.kill("platform", "KILL");
        stack.up();
        launched.forEach(id -> stack.awaitState("bob", id, "STOPPED"));
        assertThat(stack.engineObjects()).doesNotContainAnyElementsOf(launched);
        stack.delete("bob", launched.toArray(String[]::new));
    }

    @Test
    void removesWhatBelongsToNoWorkspace() {
        String stray = "waaaaaaaaaa";
        Shell.output(
                "docker",
                "network",
                "create",
                "--label",
                "dev.slipway.installation=" + stack.setting("INSTALLATION"),
                "--label",
                "dev.slipway.id=" + stray,
                "slipway-" + stack.setting("INSTALLATION") + "-" + stray);
        Shell.output(
                "docker",
                "run",
                "-d",
                "--name",
                stack.container(stray),
                "--network",
                stack.container(stray),
                "--label",
                "dev.slipway.installation=" + stack.setting("INSTALLATION"),
                "--label",
                "dev.slipway.id=" + stray,
                "slipway/jupyter:debian-13",
                "sleep",
                "300");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !stack.engineObjects().contains(stray));
    }

    @Test
    void losesNothingThatItAnsweredWhilePostgresRestarts() throws Exception {
        Set<String> answered = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread client = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                var answer = stack.as("bob")
                        .body(Map.of("name", Stack.name("pg"), "image", "probe", "version", "exits"))
                        .post("/workspaces");
                if (answer.statusCode() == 201) {
                    String id = answer.path("id");
                    answered.add(id);
                    stack.as("bob").delete("/workspaces/" + id);
                } else {
                    assertThat(answer.statusCode()).isIn(429, 503);
                    assertThat(answer.contentType()).startsWith("application/problem+json");
                }
            }
        });
        List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        client.setUncaughtExceptionHandler((thread, fault) -> faults.add(fault));
        String kept;
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> answered.size() >= 3);
            kept = stack.launch("alice", "echo", "256Mi");
            stack.kill("postgres", "INT");
            stack.up();
            int before = answered.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() >= before + 2);
        } finally {
            over.set(true);
            client.join();
        }
        assertThat(faults).isEmpty();
        stack.awaitState("alice", kept, "RUNNING");
        stack.delete("alice", kept);
        await().atMost(Duration.ofSeconds(60)).until(() -> Collections.disjoint(stack.engineObjects(), answered));
    }

    @Test
    void saysThatTheEngineIsAwayAndGoesOnWhenItIsBack() {
        String id = stack.launchRunning("alice");
        stack.engine().disconnect();
        try {
            stack.as("alice")
                    .body(Map.of("name", "nowhere", "image", "probe", "version", "echo"))
                    .post("/workspaces")
                    .then()
                    .statusCode(503)
                    .body("type", equalTo("urn:slipway:problem:engine-unavailable"));
            RestAssured.given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.find { it.name == 'engine' }.status", equalTo("DOWN"));
            RestAssured.given().get("/q/health/live").then().statusCode(200);
            stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
            stack.as("alice").get("/workspaces").then().statusCode(200);
        } finally {
            stack.engine().connect();
        }
        stack.awaitState("alice", id, "STOPPED");
        RestAssured.given().get("/q/health/ready").then().statusCode(200);
        String again = stack.launchRunning("alice");
        stack.delete("alice", id, again);
    }

    @Test
    void putsTheFirewallBackWhenItIsFlushed() {
        String table = "slipway-" + stack.setting("INSTALLATION");
        Shell.output("nft", "delete", "table", "inet", table);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Shell.run("nft", "list", "table", "inet", table).exitCode() == 0);
    }
}
