package dev.slipway.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;

/** A database of a test's own, beside the stack's, for what the schema does whatever the code does. It is empty at first. */
public final class OwnDatabase implements AutoCloseable {
    private static final String SERVER = "jdbc:postgresql://127.0.0.1:" + (Stack.PORT + 2) + "/";
    public static final String USER = "slipway";

    private final Stack stack = Stack.get();
    private final String name;
    private final Connection connection;

    public OwnDatabase(String name) throws SQLException {
        this.name = name;
        asServer("drop database if exists " + name);
        asServer("create database " + name + " owner " + USER);
        connection = DriverManager.getConnection(url(), USER, password());
    }

    public String url() {
        return SERVER + name;
    }

    public String password() {
        return stack.setting("DB_PASSWORD");
    }

    private void asServer(String sql) throws SQLException {
        try (Connection server = DriverManager.getConnection(
                        SERVER + "postgres", "postgres", stack.setting("DB_ADMIN_PASSWORD"));
                Statement statement = server.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Brings its tables to a version of the schema, or {@code latest}. */
    public void migrate(String version) {
        Flyway.configure()
                .dataSource(url(), USER, password())
                .target(version)
                .load()
                .migrate();
    }

    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column with the next two. */
    public Map<String, String> found(String query) throws SQLException {
        Map<String, String> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2) + " " + row.getString(3));
            }
        }
        return rows;
    }

    public int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Adds a workspace by the columns that it had in the first version of the schema. */
    public void workspace(String id, String ownerId, String ownerName, String desired, String state)
            throws SQLException {
        run(
                "insert into workspace (id, owner_id, owner_name, name, image, version, reference, digest, cpu_millis, memory_bytes,"
                        + " shm_bytes, environment, hostname, desired, state, generation, observed_generation, server_token,"
                        + " created_at, state_since, revision) values ('" + id + "', '" + ownerId + "', '" + ownerName
                        + "', '" + id + "', 'i', 'v', 'r', 'd', 1, 1, 0, '{}', 'h', '" + desired + "', '" + state
                        + "', 1, 0, 't', now(), now(), 0)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        asServer("drop database " + name + " with (force)");
    }
}
