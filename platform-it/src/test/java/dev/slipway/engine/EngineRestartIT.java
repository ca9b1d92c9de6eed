package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.OwnEngine;
import dev.slipway.testing.SecondProcess;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Docker Engine that ends, takes its containers along and comes back, beneath two processes of the platform. */
class EngineRestartIT {
    private static final Path MACHINES = Path.of("/var/run/docker.sock");

    private static Stack stack;
    private static OwnEngine engine;

    private final List<String> ids = new ArrayList<>();

    @BeforeAll
    static void giveTheStackAnotherEngine() {
        stack = Stack.get();
        stack.deleteAll();
        engine = new OwnEngine("slipway/jupyter:debian-13");
        stack.engine().leadTo(engine.socket());
        // Networks that rest at the machine's engine have the bridges that the other one is to make. No more are made
        // there from here on.
        Shell.output(
                "bash",
                "-c",
                "docker network ls -q --filter label=dev.slipway.installation=%s | xargs -r docker network rm"
                        .formatted(stack.setting("INSTALLATION")));
    }

    @AfterAll
    static void giveItTheMachinesBack() {
        if (engine == null) {
            return;
        }
        try {
            engine.start(); // unless it runs
            stack.deleteAll();
            await().atMost(Duration.ofSeconds(60)).until(() -> containers().isEmpty());
        } finally {
            stack.engine().leadTo(MACHINES);
            engine.close();
        }
    }

    @Test
    void whatRanIsSaidToHaveFailedAndWhatIsWantedMeanwhileIsDone() {
        try (SecondProcess second = new SecondProcess(Map.of())) {
            for (int i = 0; i < 3; i++) {
                ids.add(launch(i % 2 == 0 ? stack.as("bob") : second.as("bob")));
            }
            ids.forEach(id -> stack.awaitState("bob", id, "RUNNING"));

            engine.kill();
            assertThat(second.as("bob").delete("/workspaces/" + ids.get(0)).statusCode())
                    .isEqualTo(202);
            assertThat(stack.as("bob")
                            .post("/workspaces/" + ids.get(1) + "/stop")
                            .statusCode())
                    .isEqualTo(202);
            engine.start();

            stack.awaitState("bob", ids.get(1), "STOPPED");
            stack.awaitState("bob", ids.get(2), "FAILED");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(containers()).isEmpty());
            assertThat(second.as("bob")
                            .get("/workspaces/" + ids.get(2))
                            .jsonPath()
                            .getString("reason.code"))
                    .isEqualTo("killed");

            for (String id : ids.subList(1, 3)) {
                assertThat(second.as("bob").post("/workspaces/" + id + "/start").statusCode())
                        .isEqualTo(202);
                stack.awaitState("bob", id, "RUNNING");
            }
            assertThat(containers()).containsExactlyInAnyOrderElementsOf(ids.subList(1, 3));
        }
    }

    private static String launch(RequestSpecification api) {
        return api.body(Map.of(
                        "name",
                        Stack.name("outlives"),
                        "image",
                        "probe",
                        "version",
                        "echo",
                        "resources",
                        Map.of("memory", "128Mi", "cpus", 0.5)))
                .post("/workspaces")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** The ids of the engine's containers. */
    private static List<String> containers() {
        return engine.docker("ps", "-a", "--format", "{{.Label \"dev.slipway.id\"}}")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
