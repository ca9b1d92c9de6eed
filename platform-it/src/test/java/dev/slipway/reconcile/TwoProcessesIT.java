package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.testing.Line;
import dev.slipway.testing.SecondProcess;
import dev.slipway.testing.Shell;
import dev.slipway.testing.SocketRelay;
import dev.slipway.testing.Stack;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Two processes of the platform on one database and one engine, one of which comes to harm. */
class TwoProcessesIT {
    /** Those that a launch, a stop and a delete come to; the floor tries all, with an engine in memory. */
    private static final List<String> STEPS = List.of(
            "admit",
            "lease",
            "claim",
            "take-network",
            "make-network",
            "make-home",
            "note-start",
            "make-container",
            "start-container",
            "note-serving",
            "ask",
            "stop-container",
            "keep-log",
            "remove-container",
            "release",
            "note-stop",
            "forget");

    private static final int TRIED = 10;
    private static final Duration LEASE = Duration.ofSeconds(6);

    private final Stack stack = Stack.get();
    private final List<String> launched = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void deleteAll() {
        stack.deleteAll();
    }

    /** The first is held still meanwhile, so that the step is the second's. */
    @TestFactory
    Stream<DynamicTest> oneGoesOnFromWhateverStepTheOtherIsKilledAt() {
        long seed = Long.getLong("slipway.seed", System.nanoTime());
        List<String> halts = new ArrayList<>(STEPS.stream()
                .flatMap(step -> Stream.of(step + ":before", step + ":after"))
                .toList());
        Collections.shuffle(halts, new Random(seed));
        System.out.println("steps by -Dslipway.seed=" + seed);
        return halts.stream().limit(TRIED).map(halt -> DynamicTest.dynamicTest(halt, () -> goesOnFrom(halt)));
    }

    private void goesOnFrom(String halt) throws InterruptedException {
        String name = Stack.name("halted");
        String first = Long.toString(stack.pid("platform"));
        try (SecondProcess second = new SecondProcess(Map.of("SLIPWAY_HALT_AT", halt))) {
            holdStill(first);
            try {
                live(second, name);
                assertThat(second.awaitEnd(Duration.ofSeconds(40)))
                        .as("it comes to %s", halt)
                        .isTrue();
            } finally {
                Shell.output("kill", "-CONT", first);
            }
        }
        // Whatever was asked for and answered is done; what was not answered is done, or nothing is there of it.
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            for (Map<String, Object> workspace : all()) {
                assertThat(workspace.get("state")).as("%s", workspace).isIn("RUNNING", "STOPPED");
            }
            List<String> running = all().stream()
                    .filter(workspace -> "RUNNING".equals(workspace.get("state")))
                    .map(workspace -> String.valueOf(workspace.get("id")))
                    .toList();
            assertThat(containers()).containsExactlyInAnyOrderElementsOf(running);
        });
        stack.deleteAll();
        assertThat(containers()).isEmpty();
    }

    /** Where it has nothing locked in the database, which it would keep from the second. */
    private void holdStill(String process) {
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            Shell.output("kill", "-STOP", process);
            boolean isIdle = openTransactions() == 0;
            if (!isIdle) {
                Shell.output("kill", "-CONT", process);
            }
            return isIdle;
        });
    }

    private int openTransactions() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        SecondProcess.databaseAt(Stack.PORT + 2), "slipway", stack.setting("DB_PASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where xact_start is not null and datname = current_database()"
                                + " and pid <> pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private List<Map<String, Object>> all() {
        return stack.as("alice").get("/workspaces").jsonPath().getList("items");
    }

    /** The ids of this installation's containers. */
    private List<String> containers() {
        return Shell.output(
                        "docker",
                        "ps",
                        "-a",
                        "--filter",
                        "label=dev.slipway.installation=" + stack.setting("INSTALLATION"),
                        "--format",
                        "{{.Label \"dev.slipway.id\"}}")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** Launches, stops and deletes, as far as it comes. */
    private static void live(SecondProcess process, String name) {
        String id = ask(process, () -> process.as("alice").body(probe(name)).post("/workspaces"), "id");
        awaitState(process, id, "RUNNING");
        ask(process, () -> process.as("alice").post("/workspaces/" + id + "/stop"), "id");
        awaitState(process, id, "STOPPED");
        ask(process, () -> process.as("alice").delete("/workspaces/" + id), "id");
    }

    private static Map<String, Object> probe(String name) {
        return Map.of(
                "name", name, "image", "probe", "version", "echo", "resources", Map.of("memory", "128Mi", "cpus", 0.5));
    }

    /** A process that has ended answers nothing. */
    private static String ask(SecondProcess process, Supplier<Response> request, String field) {
        if (!process.lives()) {
            return "";
        }
        try {
            return request.get().jsonPath().getString(field);
        } catch (Exception e) { // Groovy throws whatever there is, whatever it declares
            await().atMost(Duration.ofSeconds(5)).until(() -> !process.lives());
            return "";
        }
    }

    private static void awaitState(SecondProcess process, String id, String state) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.lives()
                        || state.equals(ask(process, () -> process.as("alice").get("/workspaces/" + id), "state")));
    }

    /** Its lock is another's before it knows; it has to stop by its own clock. */
    @Test
    void oneThatIsCutOffFromTheDatabaseLeavesTheEngineAloneAndItsWorkToTheOther() throws Exception {
        SocketRelay engine = new SocketRelay(stack.home().resolve("second.sock"), Path.of("/var/run/docker.sock"));
        try (Line database = new Line(Stack.PORT + 2);
                SecondProcess second = new SecondProcess(Map.of(
                        "SLIPWAY_LOCKS_LEASE",
                        LEASE.toString(),
                        "SLIPWAY_ENGINE_SOCKET",
                        "unix://" + stack.home().resolve("second.sock"),
                        "SLIPWAY_DB_URL",
                        SecondProcess.databaseAt(database.port())))) {
            SocketRelay.Hold held = engine.hold("/containers/create");
            String id = second.as("alice")
                    .body(probe(Stack.name("cut")))
                    .post("/workspaces")
                    .jsonPath()
                    .getString("id");
            await().until(held::isHolding);
            database.cut();
            Thread.sleep(LEASE.plusSeconds(1)); // by then it has to know
            List<String> changes = engine.changes();
            stack.awaitState("alice", id, "RUNNING"); // by the other
            String container = Shell.output("docker", "inspect", "-f", "{{.Id}}", stack.container(id));
            assertThat(engine.changes()).isEqualTo(changes);
            database.mend();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(second::isReady);
            Thread.sleep(2000); // in which it could do harm
            assertThat(stack.workspace("alice", id).getString("state")).isEqualTo("RUNNING");
            assertThat(Shell.output("docker", "inspect", "-f", "{{.Id}}", stack.container(id)))
                    .isEqualTo(container);
            assertThat(second.as("alice").delete("/workspaces/" + id).statusCode())
                    .isEqualTo(202);
            await().atMost(Duration.ofSeconds(30)).until(() -> !containers().contains(id));
        } finally {
            engine.disconnect();
        }
    }

    @Test
    void theDatabaseIsStartedAgainInTheMiddleOfTwentyLaunches() {
        try (SecondProcess second = new SecondProcess(Map.of())) {
            List<Thread> clients = IntStream.range(0, 20)
                    .mapToObj(i -> Thread.ofVirtual()
                            .start(() -> launch(() -> i % 2 == 0 ? stack.as("bob") : second.as("bob"))))
                    .toList();
            await().until(() -> launched.size() >= 3);
            stack.kill("postgres", "INT");
            stack.up();
            clients.forEach(TwoProcessesIT::join);
            assertThat(launched).hasSize(20);
            launched.forEach(id -> stack.awaitState("bob", id, "RUNNING"));
            assertThat(containers()).containsExactlyInAnyOrderElementsOf(launched);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a client does that wants one workspace, whatever happens: with one key until it is answered. */
    private void launch(Supplier<RequestSpecification> api) {
        Map<String, Object> wanted = probe(Stack.name("many"));
        String key = String.valueOf(wanted.get("name"));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> {
                    Response answer = api.get()
                            .header("Idempotency-Key", key)
                            .body(wanted)
                            .post("/workspaces");
                    if (answer.statusCode() == 201) {
                        launched.add(answer.jsonPath().getString("id"));
                    }
                    return answer.statusCode() == 201;
                });
    }

    @Test
    void theEngineGoesAwayAndComesBack() {
        try (SecondProcess second = new SecondProcess(Map.of())) {
            for (int i = 0; i < 3; i++) {
                launch(() -> stack.as("bob"));
                launch(() -> second.as("bob"));
            }
            stack.engine().disconnect();
            launched.subList(0, 3)
                    .forEach(id -> assertThat(
                                    second.as("bob").delete("/workspaces/" + id).statusCode())
                            .isEqualTo(202));
            stack.engine().connect();
            List<String> kept = launched.subList(3, 6);
            kept.forEach(id -> stack.awaitState("bob", id, "RUNNING"));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(containers()).containsExactlyInAnyOrderElementsOf(kept));
        }
    }

    /** What one changes the other tells its watchers at once, and does not look for. */
    @Test
    void whatOneChangesTheOtherTellsItsWatchers() throws Exception {
        String id = stack.launchRunning("alice");
        try (SecondProcess second = new SecondProcess(Map.of());
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest stream = HttpRequest.newBuilder(second.url("/api/v1/stream"))
                    .header("Host", "localhost:" + Stack.PORT)
                    .header("Authorization", "Bearer " + stack.token("alice"))
                    .build();
            InputStream events =
                    client.send(stream, BodyHandlers.ofInputStream()).body();
            readUntil(events, "hello");
            await().atMost(Duration.ofSeconds(30)).until(second::hearsOthers); // until then it looks every second
            long began = System.nanoTime();
            stack.as("alice").post("/workspaces/" + id + "/stop").then().statusCode(202);
            readUntil(events, id);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
            client.shutdownNow();
        }
    }

    private static void readUntil(InputStream events, String word) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(word) < 0) {
            heard.append((char) events.read());
        }
    }
}
