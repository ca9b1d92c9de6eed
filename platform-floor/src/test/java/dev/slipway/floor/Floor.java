package dev.slipway.floor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runtime.inmemory.InMemoryContainerEngine;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The platform as it is built, in this JVM: all of its beans, on a PostgreSQL of its own and an engine in memory, with no HTTP
 * and none of its loops begun. It is started once, and serves all tests of a run; each begins with {@link #clear()}.
 */
public final class Floor {
    private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();

    private static final Shelf SHELF = new Shelf();

    static {
        start();
    }

    private Floor() {}

    private static void start() {
        // The threads of a process that has died say so, each; who waits for something else is not told.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        dev.slipway.step.Steps.watch((step, moment) -> Life.step(Halts.name(step, moment)));
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            if (!(fault instanceof Life.Death)) {
                fault.printStackTrace(); // as the JVM does where nobody handles it
            }
        });
        try {
            Path home = Files.createDirectories(
                    Path.of(System.getProperty("floor.home")).toAbsolutePath());
            Map.ofEntries(
                            Map.entry("quarkus.datasource.jdbc.url", new PostgresServer().url()),
                            Map.entry("quarkus.datasource.username", "postgres"),
                            Map.entry("quarkus.http.host-enabled", "false"),
                            Map.entry("quarkus.oidc.tenant-enabled", "false"),
                            Map.entry("quarkus.log.console.enabled", System.getProperty("floor.log", "false")),
                            // Of what belongs to HTTP nothing is read.
                            Map.entry("smallrye.config.mapping.validate-unknown", "false"),
                            Map.entry("slipway.home", home.toString()),
                            Map.entry("slipway.installation", "floor"),
                            Map.entry(
                                    "slipway.catalog.file",
                                    RESOURCES.resolve("catalog.yaml").toString()),
                            Map.entry(
                                    "slipway.registries.file",
                                    Files.writeString(home.resolve("registries.yaml"), SHELF.asListed())
                                            .toString()),
                            Map.entry("slipway.gpu.library", System.getProperty("floor.nvml")),
                            Map.entry("slipway.workspaces.per-user", "1000"))
                    .forEach(System::setProperty);
            Class.forName("io.quarkus.runner.ApplicationImpl")
                    .asSubclass(Application.class)
                    .getConstructor()
                    .newInstance()
                    .start(new String[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the floor's application is not built", e);
        }
    }

    /** A bean of the platform's. */
    public static <T> T bean(Class<T> type) {
        InstanceHandle<T> handle = Arc.container().instance(type);
        assertThat(handle.isAvailable()).as("a bean of " + type).isTrue();
        return handle.get();
    }

    /** The engine, as no process that dies sees it: every call reaches it. */
    public static InMemoryContainerEngine engine() {
        return bean(InMemoryContainerEngine.class);
    }

    /** The registry that the platform knows. */
    public static Shelf shelf() {
        return SHELF;
    }

    public static MovableClock clock() {
        return bean(MovableClock.class);
    }

    /** Leaves nothing of what tests before did: no row, no container, no network, no volume. */
    public static void clear() {
        engine().containers().list().forEach(container -> engine().containers().remove(container.id()));
        engine().networks().list().forEach(engine().networks()::remove);
        engine().volumes().list().forEach(engine().volumes()::remove);
        forgetAll();
    }

    /** Leaves no row. */
    public static void forgetAll() {
        List<String> tables = query(
                "select tablename from pg_tables where schemaname = 'public' and tablename <> 'flyway_schema_history'");
        // Nothing is told of it: the audit trail refuses to be emptied.
        execute("set session_replication_role = replica; truncate " + String.join(", ", tables)
                + " cascade; reset session_replication_role");
    }

    /** The first column of what a query finds. */
    public static List<String> query(String sql) {
        try (Connection connection = bean(AgroalDataSource.class).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void execute(String sql) {
        try (Connection connection = bean(AgroalDataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
