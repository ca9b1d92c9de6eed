package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testing.OwnDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workspaces of before stand where what is wished of them lets them; on a database of its own. */
class TransitionsSchemaIT {
    private static OwnDatabase database;

    @BeforeAll
    static void create() throws SQLException {
        database = new OwnDatabase("transitions");
        database.migrate("11");
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @Test
    void bringsWhatIsBeingDeletedToItsStateAndKeepsWhatWasTold() throws SQLException {
        workspace("going", "DELETED", "STOPPING");
        workspace("gone", "DELETED", "FAILED");
        workspace("stopping", "STOPPED", "STARTING");
        workspace("stopped", "STOPPED", "STOPPED");
        workspace("failed", "STOPPED", "FAILED");
        workspace("running", "RUNNING", "RUNNING");
        database.run("insert into workspace_event (workspace_id, at, state, code, message)"
                + " values ('going', now(), 'STOPPING', 'delete-requested', 'Deletion requested')");

        database.migrate("12");

        assertThat(database.found("select id, state, revision from workspace"))
                .isEqualTo(Map.of(
                        "going", "DELETING 1",
                        "gone", "DELETING 1",
                        "stopping", "STOPPING 1",
                        "stopped", "STOPPED 0",
                        "failed", "FAILED 0",
                        "running", "RUNNING 0"));
        assertThat(database.found("select code, message, params from workspace_event"))
                .isEqualTo(Map.of("delete-requested", "Deletion requested null"));
        for (String forbidden : new String[] {"STARTING", "DELETING"}) {
            assertThatThrownBy(
                            () -> database.run("update workspace set state = '" + forbidden + "' where id = 'stopped'"))
                    .hasMessageContaining("workspace_state_check");
        }
        assertThatThrownBy(() -> database.run("update workspace set state = 'STOPPING' where id = 'going'"))
                .hasMessageContaining("workspace_state_check");
    }

    private static void workspace(String id, String desired, String state) throws SQLException {
        database.workspace(id, "o", "o", desired, state);
    }
}
