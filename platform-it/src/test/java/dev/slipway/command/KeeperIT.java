package dev.slipway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of a server that ends or hangs, and of what the servers say. */
class KeeperIT {
    private static final Stack STACK = Stack.get();

    @BeforeAll
    static void bePatientForSecondsOnly() {
        STACK.restartWith(Map.of("SLIPWAY_KEEPER_PATIENCE", "5"));
    }

    @AfterAll
    static void restore() {
        STACK.restartWith(Map.of());
    }

    @Test
    void startsAServerAgainThatEnded() {
        for (String part : List.of("platform", "postgres")) {
            long ended = STACK.pid(part);
            STACK.killAlone(part, "KILL");
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                assertThat(STACK.pid(part)).isNotEqualTo(ended);
                STACK.as("alice").get("/me").then().statusCode(200);
                STACK.as("alice").get("/workspaces").then().statusCode(200);
            });
        }
    }

    @Test
    void replacesAPlatformThatLivesAndAnswersNobody() {
        long hung = STACK.pid("platform");
        Shell.output("kill", "-STOP", Long.toString(hung));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            assertThat(STACK.pid("platform")).isNotEqualTo(hung);
            STACK.as("alice").get("/me").then().statusCode(200);
        });
    }

    @Test
    void showsLogsToNobodyElseAndHoldsThemToASize() throws Exception {
        Path logs = STACK.home().resolve("logs");
        assertThat(Shell.output("stat", "-c", "%a", logs.toString())).isEqualTo("750");
        try (Stream<Path> all = Files.list(logs)) {
            assertThat(all.map(log -> Shell.output("stat", "-c", "%a", log.toString())))
                    .containsOnly("640");
        }
        Path log = Files.createFile(logs.resolve("some.log"));
        try {
            Files.write(log, new byte[21 << 20]);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(log).isEmptyFile());
            Path old = logs.resolve("some.log.1");
            assertThat(Files.size(old)).isEqualTo(21 << 20);
            assertThat(Shell.output("stat", "-c", "%a", old.toString())).isEqualTo("640");
        } finally {
            Files.deleteIfExists(log);
            Files.deleteIfExists(logs.resolve("some.log.1"));
        }
    }
}
