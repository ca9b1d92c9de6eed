package dev.slipway.floor;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's driver, with every statement and every end of a transaction a step of a {@link Life}. It stands below all that
 * speaks SQL: pool, transactions, Jdbi and whatever else comes.
 */
public final class MortalDriver implements Driver {
    private static final String CONNECTION_LOST = "08006";

    private final Driver real;

    /** Of the one that this JVM has. */
    public MortalDriver() throws SQLException {
        real = DriverManager.getDriver("jdbc:postgresql:");
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        Connection connection = real.connect(url, info);
        return connection == null ? null : wrapped(Connection.class, new OfConnection(connection));
    }

    private static <T> T wrapped(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private record OfConnection(Connection real) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "commit" -> {
                    step("commit");
                    real.commit();
                    step("commit, done");
                    return null;
                }
                case "setAutoCommit" -> {
                    if (Life.isOverHere() && !real.getAutoCommit()) {
                        real.rollback(); // it would commit
                    }
                }
                default -> {
                    // as it is
                }
            }
            Object answer = Steps.call(real, method, arguments);
            return answer instanceof Statement statement
                    ? wrapped(method.getReturnType().asSubclass(Statement.class), statement)
                    : answer;
        }

        private static <T extends Statement> T wrapped(Class<T> type, Statement statement) {
            return MortalDriver.wrapped(type, (proxy, method, arguments) -> {
                if (method.getName().startsWith("execute")) {
                    Life.step("SQL");
                }
                return Steps.call(statement, method, arguments);
            });
        }

        /**
         * Who dies here has its transaction rolled back. It is told as a connection that is lost: of anything else at its end a
         * transaction's manager makes a transaction that stays with its thread.
         */
        private void step(String what) throws SQLException {
            try {
                Life.step(what);
            } catch (Life.Death e) {
                if (!real.getAutoCommit()) {
                    real.rollback();
                }
                throw new SQLException("the process is gone, at " + what, CONNECTION_LOST, e);
            }
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return real.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return real.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return real.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return real.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return real.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("org.postgresql");
    }
}
