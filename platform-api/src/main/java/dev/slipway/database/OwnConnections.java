package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to the pool's database that are not of the pool: for what has one for as long as the process lives, or for minutes. */
final class OwnConnections {
    private final AgroalConnectionFactoryConfiguration known;

    /** As the pool makes its own. */
    OwnConnections(AgroalDataSource pool) {
        this.known = pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
    }

    String url() {
        return known.jdbcUrl();
    }

    String user() {
        return known.principal().getName();
    }

    String password() {
        return known.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(credential -> ((SimplePassword) credential).getWord())
                .findFirst()
                .orElse("");
    }

    /** Opens one with the pool's settings. */
    Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(known.jdbcProperties());
        properties.setProperty("user", user());
        properties.setProperty("password", password());
        return DriverManager.getConnection(url(), properties);
    }
}
