package dev.slipway.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.NoOpTransactionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL in transactions. The connection and its transaction are the container's, so that a method of one class and those
 * that it calls of others commit together; {@code @Transactional} bounds it as it does these methods.
 */
@ApplicationScoped
public class Database {
    private final Jdbi jdbi;

    Database(AgroalDataSource source) {
        jdbi = Jdbi.create(source);
        jdbi.setTransactionHandler(new NoOpTransactionHandler());
    }

    /** Runs within the caller's transaction, or one of its own where there is none. */
    public <T extends @Nullable Object> T call(HandleCallback<T, RuntimeException> work) {
        return QuarkusTransaction.joiningExisting().call(() -> jdbi.withHandle(work));
    }

    /** Runs within the caller's transaction, or one of its own where there is none. */
    public void run(HandleConsumer<RuntimeException> work) {
        QuarkusTransaction.joiningExisting().run(() -> jdbi.useHandle(work));
    }

    /** Runs in a transaction of its own, whatever the caller's does: it is kept when this returns. */
    public <T extends @Nullable Object> T callAlone(HandleCallback<T, RuntimeException> work) {
        return QuarkusTransaction.requiringNew().call(() -> jdbi.withHandle(work));
    }

    /** Makes everyone who asks for the same lock pass one by one, until the transaction ends. */
    public static void lock(Handle handle, String key, int kind) {
        handle.createQuery("select pg_advisory_xact_lock(hashtextextended(:key, :kind))")
                .bind("key", key)
                .bind("kind", (long) kind)
                .mapToMap()
                .one();
    }

    /** Whether the fault is a row that a unique index or an exclusion of the schema does not allow twice. */
    public static boolean isDuplicate(JdbiException fault) {
        return fault.getCause() instanceof SQLException sql && "23505".equals(sql.getSQLState());
    }
}
