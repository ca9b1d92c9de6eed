package dev.slipway.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testing.OwnDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the schema refuses by itself, whatever the code does; on a database of its own. */
class LeaseSchemaIT {
    private static final String GPU = LeaseRacer.GPU;

    private static OwnDatabase database;

    @BeforeAll
    static void create() throws SQLException {
        database = new OwnDatabase("leases");
        database.migrate("latest");
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @BeforeEach
    void addHolders() throws SQLException {
        for (String id : new String[] {"wa", "wb"}) {
            database.run("insert into holder (id, kind, owner_id, owner_name, since) values ('" + id
                    + "', 'WORKSPACE', 'o', 'o', now())");
            database.workspace(id, "o", "o", "RUNNING", "QUEUED");
        }
    }

    @AfterEach
    void empty() throws SQLException {
        endAll();
        database.run("delete from gpu_lease");
        database.run("delete from workspace");
        database.run("delete from holder");
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
        assertThat(database.number("select count(*) from gpu_lease where ended_at is not null"))
                .isEqualTo(6);
        assertThat(database.number("select count(*) from gpu_occupancy")).isZero();
    }

    @Test
    void endsALeaseOnceAndNeverBefore() throws SQLException {
        lease("wa WHOLE - -");
        assertThatThrownBy(() -> database.run("delete from gpu_lease")).hasMessageContaining("before it has ended");
        endAll();
        assertThatThrownBy(() -> database.run("update gpu_lease set ended_at = null"))
                .hasMessageContaining("gpu_occupancy");
        assertThatThrownBy(() -> database.run("update gpu_lease set ended_at = now() + interval '1 h'"))
                .hasMessageContaining("not changed");
        assertThatThrownBy(() -> database.run("insert into gpu_lease (holder, gpu_uuid, kind, leased_at, ended_at)"
                        + " values ('wa', '" + GPU + "', 'WHOLE', now(), now())"))
                .hasMessageContaining("begins before it ends");
    }

    @Test
    void keepsALeaseAsItIsAndItsHolderAsLongAsItLasts() throws SQLException {
        lease("wa WHOLE - -");
        assertThatThrownBy(() -> database.run("update gpu_lease set holder = 'wb'"))
                .hasMessageContaining("not changed");
        assertThatThrownBy(() -> database.run("delete from holder where id = 'wa'"))
                .hasMessageContaining("violates foreign key");
        assertThatThrownBy(() -> database.run("update gpu_occupancy set leases = 2"))
                .hasMessageContaining("check");
    }

    /** WORKSPACE KIND MIG SHARE of a GPU with 100 bytes of memory. */
    private static void lease(String words) throws SQLException {
        String[] lease = words.strip().split(" ", -1);
        database.run("insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values ('" + GPU + "', '" + lease[1]
                + "', 100) on conflict do nothing");
        database.run("insert into gpu_lease (holder, gpu_uuid, kind, mig_uuid, share_bytes, leased_at) values ('"
                + lease[0]
                + "', '" + GPU + "', '" + lease[1] + "', " + (lease[2].equals("-") ? "null" : "'" + lease[2] + "'")
                + ", "
                + (lease[3].equals("-") ? "null" : lease[3]) + ", now())");
    }

    private static void endAll() throws SQLException {
        database.run("update gpu_lease set ended_at = now() where ended_at is null");
    }

    /** Of those that last. */
    private static int count() throws SQLException {
        return database.number("select count(*) from gpu_lease where ended_at is null");
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
                            database.url(),
                            OwnDatabase.USER,
                            database.password(),
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
