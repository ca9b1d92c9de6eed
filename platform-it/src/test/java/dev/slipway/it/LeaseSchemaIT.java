package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the schema refuses by itself, whatever the code does; on a database of its own. */
class LeaseSchemaIT {
    private static final Stack STACK = Stack.get();
    private static final String SERVER = "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/";
    private static final String GPU = LeaseRacer.GPU;

    private Connection database;

    @BeforeAll
    static void create() throws SQLException {
        asServer("drop database if exists leases");
        asServer("create database leases owner slipway");
        Flyway.configure()
                .dataSource(SERVER + "leases", "slipway", password())
                .load()
                .migrate();
    }

    @AfterAll
    static void drop() throws SQLException {
        asServer("drop database leases with (force)");
    }

    @BeforeEach
    void connect() throws SQLException {
        database = DriverManager.getConnection(SERVER + "leases", "slipway", password());
        for (String id : new String[] {"wa", "wb"}) {
            run("insert into holder (id, kind, owner_id, owner_name, since) values ('" + id
                    + "', 'WORKSPACE', 'o', 'o', now())");
            run(
                    "insert into workspace (id, owner_id, owner_name, name, image, version, reference, digest, cpu_millis, memory_bytes,"
                            + " shm_bytes, environment, hostname, desired, state, generation, observed_generation, server_token,"
                            + " created_at, state_since, revision) values ('" + id + "', 'o', 'o', '" + id
                            + "', 'i', 'v', 'r', 'd', 1, 1, 0, '{}', 'h', 'RUNNING', 'QUEUED', 1, 0, 't', now(), now(), 0)");
        }
    }

    @AfterEach
    void empty() throws SQLException {
        endAll();
        run("delete from gpu_lease");
        run("delete from workspace");
        run("delete from holder");
        database.close();
    }

    @Test
    void letsOneOfTwoProcessesHaveTheLastGpuAThousandTimes() throws IOException {
        Map<String, Integer> wins = new HashMap<>();
        try (Racer a = new Racer("wa");
                Racer b = new Racer("wb")) {
            for (int round = 0; round < 1_000; round++) {
                a.order("take");
                b.order("take");
                String[] answers = {a.answer(), b.answer()};
                assertThat(answers).as("round %d", round).containsExactlyInAnyOrder("won", "lost");
                Racer winner = answers[0].equals("won") ? a : b;
                wins.merge(winner.workspace, 1, Integer::sum);
                winner.order("release");
                assertThat(winner.answer()).isEqualTo("free");
            }
        }
        assertThat(wins.keySet()).as("a race that only one can win is none").containsExactlyInAnyOrder("wa", "wb");
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "wa WHOLE - - | wb WHOLE - -",
                "wa WHOLE - - | wb SHARE - 10",
                "wa WHOLE - - | wb INSTANCE MIG-1 -",
                "wa SHARE - 60 | wb SHARE - 41",
                "wa SHARE - 60 | wb WHOLE - -",
                "wa INSTANCE MIG-1 - | wb INSTANCE MIG-1 -",
                "wa INSTANCE MIG-1 - | wb WHOLE - -",
                "wa SHARE - 60 | wa SHARE - 0",
                "wa SHARE - 60 | wb SHARE - -1",
                "wa SHARE - 60 | wb SHARE - -",
                "wa SHARE - 60 | wx SHARE - 1"
            })
    void refusesASecondLease(String first, String second) throws SQLException {
        lease(first);
        assertThatThrownBy(() -> lease(second)).isInstanceOf(SQLException.class);
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource(
            delimiter = '|',
            value = {"wa SHARE - 60 | wb SHARE - 40", "wa INSTANCE MIG-1 - | wb INSTANCE MIG-2 -"})
    void allowsWhatFits(String first, String second) throws SQLException {
        lease(first);
        lease(second);
        assertThat(count()).isEqualTo(2);
        endAll();
        lease("wa WHOLE - -"); // nothing of the shares and instances is left over
        assertThat(count()).isEqualTo(1);
    }

    /** What has ended is no lease of anyone's, and is counted for ever. */
    @Test
    void keepsWhatHasEndedAndGivesTheGpuToTheNext() throws SQLException {
        for (int round = 0; round < 3; round++) {
            lease("wa WHOLE - -");
            endAll();
            lease("wb INSTANCE MIG-1 -");
            endAll();
        }
        assertThat(number("select count(*) from gpu_lease where ended_at is not null"))
                .isEqualTo(6);
        assertThat(number("select count(*) from gpu_occupancy")).isZero();
    }

    @Test
    void endsALeaseOnceAndNeverBefore() throws SQLException {
        lease("wa WHOLE - -");
        assertThatThrownBy(() -> run("delete from gpu_lease")).hasMessageContaining("before it has ended");
        endAll();
        assertThatThrownBy(() -> run("update gpu_lease set ended_at = null")).hasMessageContaining("not changed");
        assertThatThrownBy(() -> run("update gpu_lease set ended_at = now() + interval '1 h'"))
                .hasMessageContaining("not changed");
        assertThatThrownBy(() -> run("insert into gpu_lease (holder, gpu_uuid, kind, leased_at, ended_at)"
                        + " values ('wa', '" + GPU + "', 'WHOLE', now(), now())"))
                .hasMessageContaining("begins before it ends");
    }

    @Test
    void keepsALeaseAsItIsAndItsHolderAsLongAsItLasts() throws SQLException {
        lease("wa WHOLE - -");
        assertThatThrownBy(() -> run("update gpu_lease set holder = 'wb'")).hasMessageContaining("not changed");
        assertThatThrownBy(() -> run("delete from holder where id = 'wa'"))
                .hasMessageContaining("violates foreign key");
        assertThatThrownBy(() -> run("update gpu_occupancy set leases = 2")).hasMessageContaining("check");
    }

    /** WORKSPACE KIND MIG SHARE of a GPU with 100 bytes of memory. */
    private void lease(String words) throws SQLException {
        String[] lease = words.strip().split(" ", -1);
        run("insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values ('" + GPU + "', '" + lease[1]
                + "', 100) on conflict do nothing");
        run("insert into gpu_lease (holder, gpu_uuid, kind, mig_uuid, share_bytes, leased_at) values ('"
                + lease[0]
                + "', '" + GPU + "', '" + lease[1] + "', " + (lease[2].equals("-") ? "null" : "'" + lease[2] + "'")
                + ", "
                + (lease[3].equals("-") ? "null" : lease[3]) + ", now())");
    }

    private void endAll() throws SQLException {
        run("update gpu_lease set ended_at = now() where ended_at is null");
    }

    /** Of those that last. */
    private int count() throws SQLException {
        return number("select count(*) from gpu_lease where ended_at is null");
    }

    private int number(String query) throws SQLException {
        try (Statement statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    static void asServer(String sql) throws SQLException {
        try (Connection server = DriverManager.getConnection(
                        SERVER + "postgres", "postgres", STACK.setting("DB_ADMIN_PASSWORD"));
                Statement statement = server.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String password() {
        return STACK.setting("DB_PASSWORD");
    }

    /** One of the processes. */
    private static final class Racer implements AutoCloseable {
        final String workspace;
        private final Process process;
        private final PrintWriter orders;
        private final BufferedReader answers;

        Racer(String workspace) throws IOException {
            this.workspace = workspace;
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            LeaseRacer.class.getName(),
                            SERVER + "leases",
                            "slipway",
                            password(),
                            workspace)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
            answers = process.inputReader(StandardCharsets.UTF_8);
            assertThat(answer()).isEqualTo("ready");
        }

        void order(String order) {
            orders.println(order);
        }

        String answer() throws IOException {
            return String.valueOf(answers.readLine());
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
