package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.ImageBuilds;
import dev.slipway.testing.Shell;
import dev.slipway.testing.Stack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Long work while its database is away, or forgets whose work it is. */
class OperationFaultsIT {
    private static final int LINES = 40;

    private final Stack stack = Stack.get();
    private final ImageBuilds builds = new ImageBuilds(stack);

    /** Says so many lines, one after the other, for ten seconds. */
    private String beginTalking(String image) {
        return builds.begin("admin", image, """
                FROM %s
                ENV X=%s
                RUN : %s; for i in $(seq 1 %d); do echo "line $i"; sleep 0.25; done
                """.formatted(ImageBuilds.BASE, image, image, LINES));
    }

    private void awaitLine(String operation, int line) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> builds.log(operation).contains("line " + line));
    }

    private void assertBuiltOnceWithEveryLine(String image, String operation) {
        assertThat(builds.awaitEnd(operation).getString("state")).isEqualTo("SUCCEEDED");
        List<String> log = builds.log(operation);
        assertThat(log)
                .filteredOn(line -> line.startsWith("line "))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(i -> "line " + i)
                        .toList());
        assertThat(log)
                .filteredOn(line -> line.startsWith("Step 3/"))
                .as("it was built once")
                .hasSize(1);
        assertThat(log).filteredOn("Starting it once"::equals).hasSize(1);
        builds.forget(image);
    }

    /** It is away until long after the step has ended. */
    @Test
    void buildsOnceAndLosesNoLineWhilePostgresRestarts() {
        String image = Stack.name("restart");
        String operation = beginTalking(image);
        awaitLine(operation, 4);
        stack.kill("postgres", "INT");
        await().atMost(Duration.ofSeconds(30)).until(() -> atWorkOn(image) == 0);
        stack.up();
        assertBuiltOnceWithEveryLine(image, operation);
    }

    @Test
    void buildsOnceAndLosesNoLineThoughItsConnectionsAreCutAgainAndAgain() throws SQLException {
        String image = Stack.name("cut");
        String operation = beginTalking(image);
        awaitLine(operation, 4);
        try (Connection database = builds.database()) {
            await().pollInterval(Duration.ofMillis(200))
                    .during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> cutAllOthers(database));
        }
        assertBuiltOnceWithEveryLine(image, operation);
    }

    private static boolean cutAllOthers(Connection database) throws SQLException {
        try (Statement cut = database.createStatement()) {
            return cut.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where usename = current_user and pid <> pg_backend_pid()");
        }
    }

    /** The test is another platform process here: it takes the operation over. */
    @Test
    void endsItsWorkWhenAnotherProcessHasTakenItOver() throws SQLException {
        String image = Stack.name("taken");
        String operation = builds.begin("admin", image, """
                FROM %s
                ENV X=%s
                RUN : %s && sleep 10
                """.formatted(ImageBuilds.BASE, image, image));
        await().atMost(Duration.ofSeconds(60)).until(() -> atWorkOn(image) == 1);
        try (Connection other = builds.database()) {
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        cutAllOthers(other);
                        return tookOver(other, operation);
                    });
            await().atMost(Duration.ofSeconds(7)).until(() -> atWorkOn(image) == 0);
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(4)).until(() -> atWorkOn(image) == 0);
            assertThat(stack.as("admin").get("/operations/" + operation).<String>path("state"))
                    .isEqualTo("RUNNING");
        }
        // That process is gone without having done it: it is begun again, by one.
        await().atMost(Duration.ofSeconds(30)).until(() -> atWorkOn(image) == 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(atWorkOn(image)).isLessThanOrEqualTo(1);
            return stack.as("admin").get("/operations/" + operation).path("finishedAt") != null;
        });
        assertThat(stack.as("admin").get("/operations/" + operation).<String>path("state"))
                .isEqualTo("SUCCEEDED");
        builds.forget(image);
    }

    private static boolean tookOver(Connection database, String operation) throws SQLException {
        try (PreparedStatement lock =
                database.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            lock.setString(1, operation);
            try (ResultSet taken = lock.executeQuery()) {
                return taken.next() && taken.getBoolean(1);
            }
        }
    }

    /** How many of the engine's containers run the step that has the image's name in it. */
    private static int atWorkOn(String image) {
        return (int) Shell.output("docker", "ps", "--no-trunc", "--format", "{{.Command}}")
                .lines()
                .filter(command -> command.contains(image))
                .count();
    }
}
