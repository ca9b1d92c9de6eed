package dev.slipway.workspace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The variables of a workspace: what the platform sets, what its owner does, and when they may change. */
class EnvironmentIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.get();
    }

    private static String launch(Map<String, String> env, double cpus) {
        String id = stack.launch(
                "alice",
                Map.of(
                        "name",
                        Stack.name("variables"),
                        "image",
                        "probe",
                        "version",
                        "echo",
                        "env",
                        env,
                        "resources",
                        Map.of("memory", "256Mi", "cpus", cpus)));
        stack.awaitState("alice", id, "RUNNING");
        return id;
    }

    private static Map<String, String> environment(String id) {
        return Shell.output("docker", "exec", stack.container(id), "env")
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    @Test
    void saysHowManyProcessorsThereAreAndKeepsTheImagesPath() {
        String id = launch(Map.of("PATH", "/home/jovyan/bin", "MKL_NUM_THREADS", "5"), 1.5);
        assertThat(environment(id))
                .containsEntry("PYTHON_CPU_COUNT", "1")
                .containsEntry("OPENBLAS_NUM_THREADS", "1")
                .containsEntry("MKL_NUM_THREADS", "5")
                .hasEntrySatisfying(
                        "PATH",
                        path -> assertThat(path).startsWith("/home/jovyan/bin:").contains(":/usr/bin:", ":/bin:"));
        assertThat(Shell.output(
                        "docker", "exec", stack.container(id), "python3", "-c", "import os; print(os.cpu_count())"))
                .isEqualTo("1");
        stack.delete("alice", id);
    }

    @Test
    void changeWhileTheWorkspaceIsStoppedAndTheNextStartGoesByThem() {
        String id = launch(Map.of("OLD", "1", "KEPT", "1"), 0.5);
        Map<String, Object> change = Map.of("env", Map.of("KEPT", "2", "NEW", "3"));
        stack.as("alice")
                .body(change)
                .patch("/workspaces/" + id)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:slipway:problem:conflict"));
        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
        stack.awaitState("alice", id, "STOPPED");

        String etag = stack.as("alice").get("/workspaces/" + id).header("ETag");
        stack.as("alice")
                .body(change)
                .header("If-Match", "\"0\"")
                .patch("/workspaces/" + id)
                .then()
                .statusCode(412);
        stack.as("alice")
                .body(change)
                .header("If-Match", etag)
                .patch("/workspaces/" + id)
                .then()
                .statusCode(200)
                .body("env.NEW", equalTo("3"))
                .body("envNames", equalTo(List.of("KEPT", "NEW")));
        stack.as("alice").post("/workspaces/" + id + "/start").then().statusCode(202);
        stack.awaitState("alice", id, "RUNNING");
        assertThat(environment(id))
                .containsEntry("KEPT", "2")
                .containsEntry("NEW", "3")
                .doesNotContainKey("OLD");
        stack.as("alice")
                .get("/workspaces/" + id + "/events")
                .then()
                .body("items.code", hasItem("environment-changed"));
        stack.delete("alice", id);
    }

    @Test
    void areTheirOwnersAloneToChangeAndAreJudgedAsAtALaunch() {
        String id = launch(Map.of("SECRET", "s"), 0.5);
        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
        stack.awaitState("alice", id, "STOPPED");
        Map<String, Object> change = Map.of("env", Map.of("A", "b"));
        stack.as("admin").body(change).patch("/workspaces/" + id).then().statusCode(403);
        stack.as("bob").body(change).patch("/workspaces/" + id).then().statusCode(404);
        for (String name : new String[] {"LD_PRELOAD", "NVIDIA_VISIBLE_DEVICES", "A=B"}) {
            stack.as("alice")
                    .body(Map.of("env", Map.of(name, "x")))
                    .patch("/workspaces/" + id)
                    .then()
                    .statusCode(400)
                    .body("errors.field", hasItem("env." + name));
        }
        stack.as("alice").body("{}").patch("/workspaces/" + id).then().statusCode(400);
        stack.as("alice")
                .body("{\"name\": \"x\"}")
                .patch("/workspaces/" + id)
                .then()
                .statusCode(400);
        assertThat(stack.workspace("alice", id).getMap("env")).isEqualTo(Map.of("SECRET", "s"));
        stack.delete("alice", id);
    }

    @Test
    void haveNoHalfCharactersAndOtherTextsNeither() {
        for (String body : new String[] {
            "{\"name\": \"a\", \"image\": \"probe\", \"version\": \"echo\", \"env\": {\"A\": \"\\ud800\"}}",
            "{\"name\": \"a\", \"image\": \"\\ud800\"}"
        }) {
            stack.as("alice")
                    .body(body)
                    .post("/workspaces")
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:slipway:problem:invalid-request"))
                    .body("detail", containsString("half a character"));
        }
        // In a name, which the parser itself may refuse.
        stack.as("alice")
                .body("{\"name\": \"a\", \"image\": \"probe\", \"version\": \"echo\", \"env\": {\"\\udc00\": \"A\"}}")
                .post("/workspaces")
                .then()
                .statusCode(400);
        Map<String, String> whole = new HashMap<>(Map.of("A", "😀 ü\n2"));
        String id = launch(whole, 0.5);
        assertThat(stack.workspace("alice", id).getMap("env")).isEqualTo(whole);
        assertThat(Shell.output("docker", "exec", stack.container(id), "printenv", "A"))
                .isEqualTo("😀 ü\n2");
        stack.delete("alice", id);
    }
}
