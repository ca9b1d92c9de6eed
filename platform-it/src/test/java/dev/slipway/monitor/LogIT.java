package dev.slipway.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
class LogIT {
    private final Stack stack = Stack.get();

    @Test
    void tellsEveryLineWholeAndKeepsTheLastWords() {
        String id = stack.launch("alice", "talkative", "256Mi");
        stack.awaitState("alice", id, "RUNNING");
        List<String> lines = log(id);
        assertThat(lines).filteredOn(line -> !line.startsWith("err ")).isEqualTo(written());
        assertThat(lines)
                .filteredOn(line -> line.startsWith("err "))
                .isEqualTo(IntStream.range(0, 4500)
                        .mapToObj(n -> "err " + n + " of 4500")
                        .toList());

        stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
        stack.awaitState("alice", id, "STOPPED");
        assertThat(log(id))
                .hasSize(1001)
                .startsWith("… 1 or more earlier lines are left out here")
                .endsWith("last words, with ümlauts")
                .filteredOn(line -> !line.startsWith("… "))
                .allMatch(line -> line.matches("(out|err) \\d+ of 4500|last words, with ümlauts"));
        stack.delete("alice", id);
    }

    @Test
    void aFloodIsToldMarkedAndSlowedUntilItIsOverAndOthersAreServedMeanwhile() {
        stack.restartWith(
                Map.of("SLIPWAY_WORKSPACES_SWEEP_INTERVAL", "PT2S", "SLIPWAY_WORKSPACES_LOG_FLOOD_CPUS", "0.05"));
        String id = stack.launchRunning("bob");
        try {
            String container = stack.container(id);
            Shell.output("docker", "exec", "-d", container, "sh", "-c", "echo $$ >/tmp/pid; exec yes >/proc/1/fd/1");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(stack.timeOfAnswerTo("alice")).isLessThan(Duration.ofSeconds(1));
                assertThat(eventsOf(id)).containsOnlyOnce("log-flood");
            });
            assertThat(log("bob", id, 3)).startsWith("… it wrote so much from here on that lines may be missing", "y");
            assertThat(cpusOf(container)).isEqualTo("50000000");

            Shell.output("docker", "exec", container, "sh", "-c", "kill $(cat /tmp/pid)");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(eventsOf(id)).containsOnlyOnce("log-calm"));
            assertThat(cpusOf(container)).isEqualTo("500000000");
        } finally {
            stack.delete("bob", id);
            stack.restartWith(Map.of());
        }
    }

    private List<String> eventsOf(String id) {
        return stack.as("bob").get("/workspaces/" + id + "/events").jsonPath().getList("items.code");
    }

    private static String cpusOf(String container) {
        return Shell.output("docker", "inspect", "-f", "{{.HostConfig.NanoCpus}}", container);
    }

    private static List<String> written() {
        return Stream.concat(
                        Stream.of("3 KB: " + "é".repeat(1500), "30 KB: " + "€".repeat(10_000)),
                        IntStream.range(0, 4500).mapToObj(n -> "out " + n + " of 4500"))
                .toList();
    }

    private List<String> log(String id) {
        return log("alice", id, 10_000);
    }

    private List<String> log(String user, String id, int tail) {
        return stack.as(user)
                .accept("text/plain")
                .get("/workspaces/" + id + "/logs?tail=" + tail)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();
    }
}
