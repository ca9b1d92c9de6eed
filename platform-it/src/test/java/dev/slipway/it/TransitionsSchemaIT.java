package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workspaces of before stand where what is wished of them lets them; on a database of its own. */
class TransitionsSchemaIT {
    private static final Stack STACK = Stack.get();
    private static final String SERVER = "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/";

    private static Connection database;

    @BeforeAll
    static void create() throws SQLException {
        LeaseSchemaIT.asServer("drop database if exists transitions");
        LeaseSchemaIT.asServer("create database transitions owner slipway");
        migrate("11");
        database = DriverManager.getConnection(SERVER + "transitions", "slipway", STACK.setting("DB_PASSWORD"));
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
        LeaseSchemaIT.asServer("drop database transitions with (force)");
    }

    @Test
    void bringsWhatIsBeingDeletedToItsStateAndKeepsWhatWasTold() throws SQLException {
        workspace("going", "DELETED", "STOPPING");
        workspace("gone", "DELETED", "FAILED");
        workspace("stopping", "STOPPED", "STARTING");
        workspace("stopped", "STOPPED", "STOPPED");
        workspace("failed", "STOPPED", "FAILED");
        workspace("running", "RUNNING", "RUNNING");
        run("insert into workspace_event (workspace_id, at, state, code, message)"
                + " values ('going', now(), 'STOPPING', 'delete-requested', 'Deletion requested')");

        migrate("12");

        assertThat(found("select id, state, revision from workspace"))
                .isEqualTo(Map.of(
                        "going", "DELETING 1",
                        "gone", "DELETING 1",
                        "stopping", "STOPPING 1",
                        "stopped", "STOPPED 0",
                        "failed", "FAILED 0",
                        "running", "RUNNING 0"));
        assertThat(found("select code, message, params from workspace_event"))
                .isEqualTo(Map.of("delete-requested", "Deletion requested null"));
        for (String forbidden : new String[] {"STARTING", "DELETING"}) {
            assertThatThrownBy(() -> run("update workspace set state = '" + forbidden + "' where id = 'stopped'"))
                    .hasMessageContaining("workspace_state_check");
        }
        assertThatThrownBy(() -> run("update workspace set state = 'STOPPING' where id = 'going'"))
                .hasMessageContaining("workspace_state_check");
    }

    private static void migrate(String version) {
        Flyway.configure()
                .dataSource(SERVER + "transitions", "slipway", STACK.setting("DB_PASSWORD"))
                .target(version)
                .load()
                .migrate();
    }

    private static void workspace(String id, String desired, String state) throws SQLException {
        run(
                "insert into workspace (id, owner_id, owner_name, name, image, version, reference, digest, cpu_millis, memory_bytes,"
                        + " shm_bytes, environment, hostname, desired, state, generation, observed_generation, server_token,"
                        + " created_at, state_since, revision) values ('%1$s', 'o', 'o', '%1$s', 'i', 'v', 'r', 'd', 1, 1, 0, '{}',"
                                .formatted(id)
                        + " 'h', '%s', '%s', 1, 0, 't', now(), now(), 0)".formatted(desired, state));
    }

    private static void run(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column with the others. */
    private static Map<String, String> found(String query) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2) + " " + row.getString(3));
            }
        }
        return rows;
    }
}
