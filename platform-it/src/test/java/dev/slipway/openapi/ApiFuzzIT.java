package dev.slipway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The API holds what its document says, whatever is sent: schemathesis makes requests of the document, valid ones and others, alone and
 * one upon the other, and holds each answer to it. {@code ./slipway test --fuzz} takes a new seed; what it finds becomes a case of
 * {@code StrictRequestsIT}. After all others, since it changes what it finds.
 */
@Tag("alone")
class ApiFuzzIT {
    private static final Stack STACK = Stack.get();
    private static final String SEED = System.getProperty("slipway.test.seed");

    /**
     * Streams do not end, a log-out ends what comes after it, and a rule of eviction would take the images that the tests are of; each has
     * tests of its own.
     */
    private static final String NOT_ASKED = "/stream$|/logout$|/image-eviction$";

    @BeforeAll
    static void allowFewWorkspaces() {
        STACK.restartWith(Map.of("SLIPWAY_WORKSPACES_PER_USER", "8"));
    }

    @AfterAll
    static void putBack() {
        STACK.deleteAll();
        STACK.as("admin")
                .get("/gpus")
                .jsonPath()
                .<String>getList("items.uuid")
                .forEach(uuid -> STACK.as("admin").post("/gpus/" + uuid + "/uncordon"));
        List<Map<String, Object>> versions =
                STACK.as("admin").get("/images").jsonPath().getList("items.versions.flatten()");
        for (Map<String, Object> version : versions) {
            String path = "/images/" + version.get("name") + "/versions/" + version.get("version");
            if (Boolean.TRUE.equals(version.get("removable"))) {
                STACK.as("admin").delete(path);
            } else if (Boolean.TRUE.equals(version.get("deprecated"))) {
                STACK.as("admin").body(Map.of("deprecated", false)).patch(path);
            }
        }
        STACK.restartWith(Map.of());
    }

    @Test
    void anAdministrator() throws IOException {
        holds("admin", "coverage,fuzzing,stateful", 25, 60);
    }

    @Test
    void oneWhoMayBuild() throws IOException {
        holds("alice", "coverage,fuzzing,stateful", 15, 30);
    }

    @Test
    void oneWhoMayNot() throws IOException {
        holds("bob", "coverage,fuzzing", 10, 20);
    }

    @Test
    void nobody() throws IOException {
        holds("", "coverage", 10, 20);
    }

    /**
     * Asks as someone.
     *
     * @param user nobody, where it is empty
     * @param examples how many requests are made up for each operation
     * @param seconds how long it takes at most
     */
    private static void holds(String user, String phases, int examples, int seconds) throws IOException {
        Path folder = Files.createTempDirectory("schemathesis");
        List<String> command = new ArrayList<>(List.of(
                PythonTools.named("schemathesis"),
                "--config-file",
                PythonTools.FILES.resolve("schemathesis.toml").toString(),
                "run",
                PythonTools.DOCUMENT,
                "--url",
                Stack.URL,
                "--exclude-path-regex",
                NOT_ASKED,
                "--phases",
                phases,
                "--max-examples",
                Integer.toString(examples),
                "--max-time",
                Integer.toString(seconds),
                "--seed",
                SEED,
                "--no-color"));
        if (!user.isEmpty()) {
            command.addAll(List.of("--header", "Authorization: Bearer " + STACK.token(user)));
        }
        Shell.Result result = PythonTools.run(folder, command);
        assertThat(result.output()).contains("Test cases:");
        System.out.println(
                user + ": " + result.output().substring(result.output().indexOf("API Operations:")));
        assertThat(result.exitCode())
                .as("seed " + SEED + "\n" + result.output())
                .isZero();
    }
}
