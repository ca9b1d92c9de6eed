package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
                .hasSize(1000)
                .endsWith("last words, with ümlauts")
                .allMatch(line -> line.matches("(out|err) \\d+ of 4500|last words, with ümlauts"));
        stack.delete("alice", id);
    }

    private static List<String> written() {
        return Stream.concat(
                        Stream.of("3 KB: " + "é".repeat(1500), "30 KB: " + "€".repeat(10_000)),
                        IntStream.range(0, 4500).mapToObj(n -> "out " + n + " of 4500"))
                .toList();
    }

    private List<String> log(String id) {
        return stack.as("alice")
                .accept("text/plain")
                .get("/workspaces/" + id + "/logs?tail=10000")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();
    }
}
