package dev.slipway.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Database;
import dev.slipway.database.RandomId;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.stream.ChangeSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Keeps operations. */
@ApplicationScoped
class OperationStore {
    private static final Duration JUST_FINISHED = Duration.ofMinutes(1);

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;
    private final ChangeSignal signal;
    private final SecureRandom random = new SecureRandom();

    OperationStore(Database database, ObjectMapper json, Clock clock, ChangeSignal signal) {
        this.database = database;
        this.json = json;
        this.clock = clock;
        this.signal = signal;
    }

    Optional<Operation> find(String id) {
        return database.call(sql -> sql.createQuery("select * from operation where id = :id")
                .bind("id", id)
                .map(this::operation)
                .findOne());
    }

    /** The last one of that kind for that version, finished or not. */
    Optional<Operation> last(Operation.Kind kind, ImageName image, VersionName version) {
        return database.call(sql -> sql.createQuery("""
                        select * from operation where kind = :kind and image = :image and version = :version
                        order by created_at desc, id limit 1
                        """)
                .bindMap(named(kind, image, version))
                .map(this::operation)
                .findOne());
    }

    List<Operation> unfinished() {
        return database.call(sql -> sql.createQuery("select * from operation where finished_at is null")
                .map(this::operation)
                .list());
    }

    /**
     * The ids of those that the caller may see and that are not finished or were not a minute ago, each with a word that changes
     * whenever they do.
     */
    Map<String, String> versions(Caller caller) {
        return database.call(sql -> sql.createQuery("""
                        select id, revision from operation where (finished_at is null or finished_at > :since)
                          and (kind <> 'BUILD' or by_id = :caller or :all)
                        """)
                .bind("since", clock.instant().minus(JUST_FINISHED))
                .bind("caller", caller.id())
                .bind("all", caller.isAdmin())
                .map((row, context) -> Map.entry(row.getString("id"), row.getString("revision")))
                .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<Operation> list(int limit) {
        return database.call(sql -> sql.createQuery("select * from operation order by created_at desc, id limit :limit")
                .bind("limit", limit)
                .map(this::operation)
                .list());
    }

    String freshId() {
        return RandomId.of(16, random);
    }

    /** Adds one, or finds the one that is at it. */
    Operation submit(String id, Operation.Kind kind, ImageName image, VersionName version, Person requester) {
        return database.call(sql -> {
            // A row that ends between the two statements is tried again.
            while (true) {
                sql.createUpdate("""
                        insert into operation (id, kind, image, version, state, by_id, by_name, created_at)
                        values (:id, :kind, :image, :version, 'QUEUED', :byId, :byName, :at)
                        on conflict (kind, image, version) where finished_at is null do nothing
                        """)
                        .bind("id", id)
                        .bindMap(named(kind, image, version))
                        .bind("byId", requester.id())
                        .bind("byName", requester.name())
                        .bind("at", clock.instant())
                        .execute();
                Optional<Operation> unfinished = sql.createQuery("""
                        select * from operation
                        where kind = :kind and image = :image and version = :version and finished_at is null
                        """)
                        .bindMap(named(kind, image, version))
                        .map(this::operation)
                        .findOne();
                if (unfinished.isPresent()) {
                    return unfinished.get();
                }
            }
        });
    }

    private static Map<String, String> named(Operation.Kind kind, ImageName image, VersionName version) {
        return Map.of("kind", kind.name(), "image", image.value(), "version", version.value());
    }

    /** Says that someone is at it; false: it has ended. */
    boolean begin(String id) {
        int unfinished = database.call(sql -> sql.createUpdate("""
                        update operation set state = 'RUNNING', started_at = coalesce(started_at, :now),
                          revision = revision + 1
                        where id = :id and finished_at is null
                        """)
                .bind("id", id)
                .bind("now", clock.instant())
                .execute());
        Database.afterCommit(() -> signal.raise(id));
        return unfinished == 1;
    }

    /** Keeps how far it is; says whether someone wants it to end. */
    boolean report(String id, Progress progress) {
        boolean cancel = database.call(sql -> sql.createQuery("""
                        update operation set progress = cast(:progress as jsonb), revision = revision + 1
                        where id = :id and finished_at is null returning cancel_requested
                        """)
                .bind("id", id)
                .bind("progress", written(progress))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(true));
        Database.afterCommit(() -> signal.raise(id));
        return cancel;
    }

    boolean isCancelRequested(String id) {
        return find(id).map(Operation::cancelRequested).orElse(true);
    }

    /** Says within the caller's transaction that someone wants it to end; false: it has ended, or someone did before. */
    boolean requestCancel(String id) {
        return database.call(sql -> sql.createUpdate("""
                        update operation set cancel_requested = true, revision = revision + 1
                        where id = :id and finished_at is null and not cancel_requested
                        """).bind("id", id).execute() == 1);
    }

    void finish(String id, Operation.State state, Operation.@Nullable Failure reason) {
        database.call(sql -> sql.createUpdate("""
                        update operation set state = :state, finished_at = :now, reason_code = :code,
                          reason_message = :message, revision = revision + 1
                        where id = :id and finished_at is null
                        """)
                .bind("id", id)
                .bind("state", state)
                .bind("now", clock.instant())
                .bind("code", reason == null ? null : reason.code())
                // PostgreSQL's text has no zero.
                .bind("message", reason == null ? null : reason.message().replace("\0", ""))
                .execute());
        Database.afterCommit(() -> signal.raise(id));
    }

    void forgetFinished(Duration age) {
        database.call(sql -> sql.createUpdate("delete from operation where finished_at < :before")
                .bind("before", clock.instant().minus(age))
                .execute());
    }

    private Operation operation(ResultSet row, StatementContext context) throws SQLException {
        String code = row.getString("reason_code");
        return new Operation(
                row.getString("id"),
                Operation.Kind.valueOf(row.getString("kind")),
                new ImageName(row.getString("image")),
                new VersionName(row.getString("version")),
                Operation.State.valueOf(row.getString("state")),
                code == null
                        ? Optional.empty()
                        : Optional.of(new Operation.Failure(code, row.getString("reason_message"))),
                Optional.ofNullable(row.getString("by_id")),
                row.getString("by_name"),
                row.getBoolean("cancel_requested"),
                Optional.ofNullable(row.getString("progress")).map(this::progress),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant),
                Optional.ofNullable(row.getTimestamp("finished_at")).map(Timestamp::toInstant),
                row.getLong("revision"));
    }

    private String written(Progress progress) {
        try {
            return json.writeValueAsString(progress);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress cannot be written as JSON", e);
        }
    }

    private Progress progress(String text) {
        try {
            return json.readValue(text, Progress.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress was not written here", e);
        }
    }
}
