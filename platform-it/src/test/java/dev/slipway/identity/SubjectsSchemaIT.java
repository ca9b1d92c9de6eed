package dev.slipway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.OwnDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was kept by names before comes to be kept by subjects, where it is known whose they were; on a database of its own. */
class SubjectsSchemaIT {
    private static OwnDatabase database;

    @BeforeAll
    static void create() throws SQLException {
        database = new OwnDatabase("subjects");
        database.migrate("8");
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    @Test
    void movesWhatWasKeptByNamesToTheSubjectsThatAreKnown() throws SQLException {
        database.workspace("w1", "s-alice", "alice", "RUNNING", "QUEUED");
        database.workspace("w2", "s-old", "reused", "RUNNING", "QUEUED");
        database.workspace("w3", "s-new", "reused", "RUNNING", "QUEUED");
        audit("s-carol", "carol", "image.register", "tiny 1", "x is sha256:1");
        audit("s-old", "reused", "image.built", "theirs 1", "sha256:2");
        audit("s-new", "reused", "image.pull", "theirs 1", "operation pull-exact");
        audit("slipway", "slipway", "image.evict", "tiny 0", "");
        for (String version : new String[] {"tiny 1 carol", "tiny 2 alice", "theirs 1 reused", "theirs 2 reused"}) {
            String[] words = version.split(" ");
            database.run(
                    "insert into image_version values ('%s', '%s', '{}', '%s', now())".formatted((Object[]) words));
        }
        database.run("insert into image_version values ('lost', '1', '{}', 'nobody', now())");
        database.run("insert into image_version values ('system', '1', '{}', 'slipway', now())");
        database.run("insert into image_build values ('build', 'i', 'v', '{}', '', 's-old', 'reused', now())");
        operation("build", "BUILD", "reused");
        operation("pull-exact", "PULL", "reused");
        operation("pull-alice", "PULL", "alice");
        operation("pull-reused", "PULL", "reused");
        database.run("insert into gpu_cordon values ('GPU-1', 'carol', now()), ('GPU-2', 'reused', now())");
        database.run("insert into image_deprecation values ('tiny', '1', 'old', 'alice', now())");
        database.run("insert into image_eviction (unused_for_seconds, by_name, at) values (60, 'carol', now())");

        database.migrate("9");

        assertThat(database.found("select image || ' ' || version, by_name, by_id from image_version"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "tiny 1", "carol s-carol",
                        "tiny 2", "alice s-alice",
                        "theirs 1", "reused s-old",
                        "theirs 2", "reused null",
                        "lost 1", "nobody null",
                        "system 1", "slipway null"));
        assertThat(database.found("select id, by_name, by_id from operation"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "build", "reused s-old",
                        "pull-exact", "reused s-new",
                        "pull-alice", "alice s-alice",
                        "pull-reused", "reused null"));
        assertThat(database.found("select gpu_uuid, by_name, by_id from gpu_cordon"))
                .isEqualTo(Map.of("GPU-1", "carol s-carol", "GPU-2", "reused null"));
        assertThat(database.found("select image, by_name, by_id from image_deprecation"))
                .isEqualTo(Map.of("tiny", "alice s-alice"));
        assertThat(database.found("select 'rule', by_name, by_id from image_eviction"))
                .isEqualTo(Map.of("rule", "carol s-carol"));
    }

    private static void audit(String subject, String name, String action, String of, String detail)
            throws SQLException {
        database.run(
                "insert into audit (at, by_id, by_name, action, subject, detail) values (now(), '%s', '%s', '%s', '%s', '%s')"
                        .formatted(subject, name, action, of, detail));
    }

    private static void operation(String id, String kind, String name) throws SQLException {
        database.run("insert into operation (id, kind, image, version, state, requested_by, created_at)"
                + " values ('%s', '%s', '%s', 'v', 'QUEUED', '%s', now())".formatted(id, kind, id, name));
    }
}
