package dev.slipway.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.OwnDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What workspaces and operations of before have is held by holders after; on a database of its own. */
class HoldersSchemaIT {
    private static OwnDatabase database;

    @BeforeAll
    static void create() throws SQLException {
        database = new OwnDatabase("holders");
        database.migrate("12");
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @Test
    void bringsWhatWasHeldToItsHolders() throws SQLException {
        database.workspace("runs", "s-alice", "alice", "RUNNING", "RUNNING");
        database.run("update workspace set address = '10.213.0.2:8888' where id = 'runs'");
        database.workspace("stopped", "s-bob", "bob", "STOPPED", "STOPPED");
        database.run(
                "insert into workspace_log (workspace_id, saved_at, content) values ('stopped', now(), 'its end')");
        database.run("insert into workspace_event (workspace_id, at, state, code, message)"
                + " values ('stopped', now(), 'STOPPED', 'stopped', 'It stopped')");
        operation("build", "BUILD");
        operation("check", "CHECK");
        database.run("insert into bridge (id, holder) values ('b1', 'runs'), ('b2', 'build'), ('b3', 'check'),"
                + " ('b4', 'forgotten')");
        database.run("insert into bridge (id, free_since) values ('b5', now())");
        database.run("insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values ('GPU-1', 'WHOLE', 100)");
        database.run("insert into gpu_lease (workspace_id, gpu_uuid, kind, leased_at)"
                + " values ('runs', 'GPU-1', 'WHOLE', now())");

        database.migrate("13");

        assertThat(database.found("select id, kind, coalesce(owner_id, '-') || ' ' || owner_name from holder"))
                .isEqualTo(Map.of(
                        "runs", "WORKSPACE s-alice alice",
                        "stopped", "WORKSPACE s-bob bob",
                        "step-build", "BUILD s-alice alice",
                        "check-check", "TRIAL s-alice alice",
                        "check-forgotten", "TRIAL - slipway"));
        assertThat(database.found("select holder || ' ' || ordinal, address, log from holder_container"))
                .isEqualTo(Map.of(
                        "runs 0", "10.213.0.2:8888 null",
                        "stopped 0", "null its end",
                        "step-build 0", "null null",
                        "check-check 0", "null null",
                        "check-forgotten 0", "null null"));
        assertThat(database.found("select id, coalesce(holder, '-'), addresses from bridge"))
                .isEqualTo(Map.of(
                        "b1", "runs 16",
                        "b2", "step-build 16",
                        "b3", "check-check 16",
                        "b4", "check-forgotten 16",
                        "b5", "- 16"));
        assertThat(database.found("select holder, code, message from holder_event"))
                .isEqualTo(Map.of("stopped", "stopped It stopped"));
        assertThat(database.found("select holder, gpu_uuid, ended_at from gpu_lease"))
                .isEqualTo(Map.of("runs", "GPU-1 null"));
        database.run("update gpu_lease set ended_at = now()");
        assertThat(database.number("select count(*) from gpu_occupancy")).isZero();
    }

    private static void operation(String id, String kind) throws SQLException {
        database.run("insert into operation (id, kind, image, version, state, by_id, by_name, created_at)"
                + " values ('%s', '%s', 'i', 'v', 'RUNNING', 's-alice', 'alice', now())".formatted(id, kind));
    }
}
