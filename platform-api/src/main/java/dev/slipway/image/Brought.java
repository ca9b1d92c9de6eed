package dev.slipway.image;

import dev.slipway.database.Database;
import dev.slipway.runtime.engine.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Keeps which names in the engine are there because Slipway pulled, built or gave them: those may be taken away again, and no
 * others. A name is noted before the engine has it, so that nothing comes unnoticed, whatever breaks.
 */
@ApplicationScoped
public class Brought {
    /** The label that says which operation built an image. */
    public static final String OPERATION = "dev.slipway.operation";

    private final Database database;
    private final Clock clock;

    Brought(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A name that Slipway gave.
     *
     * @param imageId the engine's id of the image that it was given to; empty: that was not known yet
     * @param operation that gave it last
     * @param kept whether it is kept for a while for the next build
     */
    record Name(ImageReference name, Optional<String> imageId, String operation, boolean kept) {
        /** Whether it means one image for ever: that which has this digest in its registry. */
        boolean isExact() {
            return name.value().contains("@");
        }

        /** Whether it is an image's id: that of one whose name is another image's now. */
        boolean isId() {
            return name.value().startsWith("sha256:");
        }
    }

    /** An operation is about to have the engine bring an image under that name. */
    public void expect(ImageReference name, String operation) {
        database.run(sql -> sql.createUpdate("""
                        insert into image_brought (name, operation) values (:name, :operation)
                        on conflict (name) do update set operation = excluded.operation
                        """)
                .bind("name", name.value())
                .bind("operation", operation)
                .execute());
    }

    /** The engine has an image under that name, or is about to give it that. What had it before is known by its id then. */
    public void note(ImageReference name, String imageId, String operation) {
        Map<String, String> values = Map.of("name", name.value(), "id", imageId, "operation", operation);
        database.run(sql -> {
            sql.createUpdate("""
                            insert into image_brought (name, image_id, operation)
                            select image_id, image_id, operation from image_brought where name = :name and image_id <> :id
                            on conflict do nothing
                            """).bindMap(values).execute();
            sql.createUpdate("""
                            insert into image_brought (name, image_id, operation) values (:name, :id, :operation)
                            on conflict (name) do update set image_id = excluded.image_id, operation = excluded.operation
                            """).bindMap(values).execute();
        });
    }

    /** An operation needs what has that name, whoever brought it. */
    void use(ImageReference name, String operation) {
        database.run(sql -> sql.createUpdate("update image_brought set operation = :operation where name = :name")
                .bind("name", name.value())
                .bind("operation", operation)
                .execute());
    }

    /** What has that name is kept for so long from now on, if it was brought. */
    void keep(ImageReference name, Duration time) {
        database.run(sql -> sql.createUpdate("update image_brought set kept_until = :until where name = :name")
                .bind("name", name.value())
                .bind("until", clock.instant().plus(time))
                .execute());
    }

    List<Name> all() {
        return database.call(
                sql -> sql.createQuery("select *, coalesce(kept_until > :now, false) as kept from image_brought")
                        .bind("now", clock.instant())
                        .map(Brought::name)
                        .list());
    }

    private static Name name(ResultSet row, StatementContext context) throws SQLException {
        return new Name(
                new ImageReference(row.getString("name")),
                Optional.ofNullable(row.getString("image_id")),
                row.getString("operation"),
                row.getBoolean("kept"));
    }

    /** The engine has it no more, or has it for another; unless it was brought again meanwhile. */
    void forget(Name gone) {
        database.run(sql -> sql.createUpdate("delete from image_brought where name = :name and operation = :operation")
                .bind("name", gone.name().value())
                .bind("operation", gone.operation())
                .execute());
    }

    /** What workspaces and unfinished builds begin with, as the engine or a registry knows it; those of its id do not go. */
    Set<String> begunWith() {
        return database.call(sql -> sql.createQuery("""
                        select digest from workspace
                        union
                        select jsonb_object_keys(b.request -> 'names') from image_build b
                        join operation o on o.id = b.operation where o.finished_at is null
                        """).mapTo(String.class).set());
    }
}
