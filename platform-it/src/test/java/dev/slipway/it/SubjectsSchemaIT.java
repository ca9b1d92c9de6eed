package dev.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What was kept by names before comes to be kept by subjects, where it is known whose they were; on a database of its own. */
class SubjectsSchemaIT {
    private static final Stack STACK = Stack.get();
    private static final String SERVER = "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/";

    private static Connection database;

    @BeforeAll
    static void create() throws SQLException {
        LeaseSchemaIT.asServer("drop database if exists subjects");
        LeaseSchemaIT.asServer("create database subjects owner slipway");
        migrate("8");
        database = DriverManager.getConnection(SERVER + "subjects", "slipway", STACK.setting("DB_PASSWORD"));
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
        LeaseSchemaIT.asServer("drop database subjects with (force)");
    }

    @Test
    void movesWhatWasKeptByNamesToTheSubjectsThatAreKnown() throws SQLException {
        owner("w1", "s-alice", "alice");
        owner("w2", "s-old", "reused");
        owner("w3", "s-new", "reused");
        audit("s-carol", "carol", "image.register", "tiny 1", "x is sha256:1");
        audit("s-old", "reused", "image.built", "theirs 1", "sha256:2");
        audit("s-new", "reused", "image.pull", "theirs 1", "operation pull-exact");
        audit("slipway", "slipway", "image.evict", "tiny 0", "");
        for (String version : new String[] {"tiny 1 carol", "tiny 2 alice", "theirs 1 reused", "theirs 2 reused"}) {
            String[] words = version.split(" ");
            run("insert into image_version values ('%s', '%s', '{}', '%s', now())".formatted((Object[]) words));
        }
        run("insert into image_version values ('lost', '1', '{}', 'nobody', now())");
        run("insert into image_version values ('system', '1', '{}', 'slipway', now())");
        run("insert into image_build values ('build', 'i', 'v', '{}', '', 's-old', 'reused', now())");
        operation("build", "BUILD", "reused");
        operation("pull-exact", "PULL", "reused");
        operation("pull-alice", "PULL", "alice");
        operation("pull-reused", "PULL", "reused");
        run("insert into gpu_cordon values ('GPU-1', 'carol', now()), ('GPU-2', 'reused', now())");
        run("insert into image_deprecation values ('tiny', '1', 'old', 'alice', now())");
        run("insert into image_eviction (unused_for_seconds, by_name, at) values (60, 'carol', now())");

        migrate("9");

        assertThat(found("select image || ' ' || version, by_name, by_id from image_version"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "tiny 1", "carol s-carol",
                        "tiny 2", "alice s-alice",
                        "theirs 1", "reused s-old",
                        "theirs 2", "reused null",
                        "lost 1", "nobody null",
                        "system 1", "slipway null"));
        assertThat(found("select id, by_name, by_id from operation"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "build", "reused s-old",
                        "pull-exact", "reused s-new",
                        "pull-alice", "alice s-alice",
                        "pull-reused", "reused null"));
        assertThat(found("select gpu_uuid, by_name, by_id from gpu_cordon"))
                .isEqualTo(Map.of("GPU-1", "carol s-carol", "GPU-2", "reused null"));
        assertThat(found("select image, by_name, by_id from image_deprecation"))
                .isEqualTo(Map.of("tiny", "alice s-alice"));
        assertThat(found("select 'rule', by_name, by_id from image_eviction"))
                .isEqualTo(Map.of("rule", "carol s-carol"));
    }

    private static void migrate(String version) {
        Flyway.configure()
                .dataSource(SERVER + "subjects", "slipway", STACK.setting("DB_PASSWORD"))
                .target(version)
                .load()
                .migrate();
    }

    private static void owner(String id, String subject, String name) throws SQLException {
        run(
                "insert into workspace (id, owner_id, owner_name, name, image, version, reference, digest, cpu_millis, memory_bytes,"
                        + " shm_bytes, environment, hostname, desired, state, generation, observed_generation, server_token,"
                        + " created_at, state_since, revision) values ('" + id + "', '" + subject + "', '" + name
                        + "', '" + id
                        + "', 'i', 'v', 'r', 'd', 1, 1, 0, '{}', 'h', 'RUNNING', 'QUEUED', 1, 0, 't', now(), now(), 0)");
    }

    private static void audit(String subject, String name, String action, String of, String detail)
            throws SQLException {
        run(
                "insert into audit (at, by_id, by_name, action, subject, detail) values (now(), '%s', '%s', '%s', '%s', '%s')"
                        .formatted(subject, name, action, of, detail));
    }

    private static void operation(String id, String kind, String name) throws SQLException {
        run("insert into operation (id, kind, image, version, state, requested_by, created_at)"
                + " values ('%s', '%s', '%s', 'v', 'QUEUED', '%s', now())".formatted(id, kind, id, name));
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
