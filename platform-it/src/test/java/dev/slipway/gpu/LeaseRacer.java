package dev.slipway.gpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * A process that leases the last GPU as a platform that had forgotten every lock would: {@code take} and {@code release} on its
 * standard input, {@code won}, {@code lost} or {@code free} on its standard output.
 */
final class LeaseRacer {
    static final String GPU = "GPU-51a9ca7e-0000-4000-8000-000000000000";

    private LeaseRacer() {}

    /**
     * Races.
     *
     * @param arguments the database's URL, its user and password, and the workspace that leases
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection database = DriverManager.getConnection(arguments[0], arguments[1], arguments[2]);
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            database.setAutoCommit(false);
            System.out.println("ready");
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                System.out.println(
                        order.equals("take") ? take(database, arguments[3]) : release(database, arguments[3]));
            }
        }
    }

    private static String take(Connection database, String workspace) throws SQLException {
        try {
            run(
                    database,
                    "insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values (?, 'WHOLE', 1) on conflict do nothing",
                    GPU);
            run(
                    database,
                    "insert into gpu_lease (holder, gpu_uuid, kind, leased_at) values (?, ?, 'WHOLE', now())",
                    workspace,
                    GPU);
            database.commit();
            return "won";
        } catch (SQLException e) {
            database.rollback();
            if (e.getSQLState().startsWith("23")) { // a constraint of the schema
                return "lost";
            }
            throw e;
        }
    }

    private static String release(Connection database, String workspace) throws SQLException {
        run(database, "update gpu_lease set ended_at = now() where holder = ? and ended_at is null", workspace);
        database.commit();
        return "free";
    }

    private static void run(Connection database, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }
}
