package dev.slipway.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.image.VersionKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** Keeps what builds were asked for. */
@ApplicationScoped
class BuildStore {
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    BuildStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** Adds one within the caller's transaction; false: its operation has one. */
    boolean add(Build build) {
        return database.call(sql -> sql.createUpdate("""
                        insert into image_build
                          (operation, image, version, request, dockerfile, by_id, by_name, created_at)
                        values (:operation, :image, :version, cast(:request as jsonb), :dockerfile, :id, :name, :at)
                        on conflict do nothing
                        """)
                        .bind("operation", build.operation())
                        .bind("image", build.key().image().value())
                        .bind("version", build.key().version().value())
                        .bind("request", written(build.plan()))
                        .bind("dockerfile", build.dockerfile())
                        .bind("id", build.by().id())
                        .bind("name", build.by().name())
                        .bind("at", clock.instant())
                        .execute()
                == 1);
    }

    Optional<Build> find(String operation) {
        return database.call(sql -> sql.createQuery("select * from image_build where operation = :operation")
                .bind("operation", operation)
                .map(this::build)
                .findOne());
    }

    /** What a version was built by, the last time. */
    Optional<Build> of(VersionKey key) {
        return database.call(sql -> sql.createQuery("""
                        select * from image_build where image = :image and version = :version
                        order by created_at desc limit 1
                        """)
                .bind("image", key.image().value())
                .bind("version", key.version().value())
                .map(this::build)
                .findOne());
    }

    /** It came to nothing; its operation says why. */
    void remove(String operation) {
        database.call(sql -> sql.createUpdate("delete from image_build where operation = :operation")
                .bind("operation", operation)
                .execute());
    }

    private Build build(ResultSet row, StatementContext context) throws SQLException {
        return new Build(
                row.getString("operation"),
                new VersionKey(new ImageName(row.getString("image")), new VersionName(row.getString("version"))),
                row.getString("dockerfile"),
                plan(row.getString("request")),
                new Person(row.getString("by_id"), row.getString("by_name")));
    }

    private String written(Build.Plan plan) {
        try {
            return json.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a build's plan cannot be written as JSON", e);
        }
    }

    private Build.Plan plan(String text) {
        try {
            return json.readValue(text, Build.Plan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a build's plan was not written here", e);
        }
    }
}
