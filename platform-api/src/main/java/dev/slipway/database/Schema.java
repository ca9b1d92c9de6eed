package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** Brings the database's tables to what this program knows, by Flyway's scripts in {@code db/migration}. */
@ApplicationScoped
class Schema {
    /** The version of the newest script. */
    static final String NEWEST = "21";

    private static final int TRIES = 20;

    private final AgroalDataSource source;

    Schema(AgroalDataSource source) {
        this.source = source;
    }

    /** Before everything else that starts. Flyway takes half a second merely to find that nothing is to be done. */
    void bringUp(@Observes @Priority(1) StartupEvent event) {
        if (!isNewest()) {
            // On connections of its own, whose statements may take as long as they need.
            OwnConnections own = new OwnConnections(source);
            Flyway.configure()
                    .dataSource(own.url(), own.user(), own.password())
                    .connectRetries(TRIES)
                    .connectRetriesInterval(1)
                    .load()
                    .migrate();
        }
    }

    /**
     * Whether the newest script has been applied. False also if the database is empty or does not answer yet: Flyway handles
     * both.
     */
    private boolean isNewest() {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select 1 from flyway_schema_history where version = ? and success")) {
            query.setString(1, NEWEST);
            return query.executeQuery().next();
        } catch (SQLException e) {
            return false;
        }
    }
}
