package dev.slipway.engine;

import dev.slipway.database.Database;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Makes sure that the database belongs to this installation. With another installation's database, the platform would take all
 * containers in it for lost, and all containers of its own for nobody's: it refuses to start.
 */
@ApplicationScoped
class Installation {
    private final Database database;
    private final InstallationTable table;
    private final EngineConfig config;

    Installation(Database database, InstallationTable table, EngineConfig config) {
        this.database = database;
        this.table = table;
        this.config = config;
    }

    void check(@Observes @Priority(Database.AFTER_THE_SCHEMA) StartupEvent event) {
        String known = database.transact(() -> {
            table.claim(config.installation());
            return table.id();
        });
        if (!known.equals(config.installation())) {
            throw new IllegalStateException("This database is that of the installation '" + known
                    + "', and this platform is of '" + config.installation()
                    + "'. Give it a database of its own (SLIPWAY_DB_URL), or, if the other is no more, the other's name"
                    + " (INSTALLATION=" + known + " in settings.env of SLIPWAY_HOME)");
        }
    }
}
