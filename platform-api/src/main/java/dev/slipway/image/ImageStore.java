package dev.slipway.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Keeps what administrators registered, and which exact image each version is. */
@ApplicationScoped
class ImageStore {
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    ImageStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** An image that was registered, without its versions. */
    record Title(ImageName name, String title, String description, String framework) {}

    /** A version that was registered. */
    record Registered(ImageName image, ImageVersion version) {}

    /** Why nobody should begin with a version. */
    record Deprecation(String reason, String by) {}

    List<Title> images() {
        return database.call(sql -> sql.createQuery("select * from image order by name")
                .map((row, context) -> new Title(
                        new ImageName(row.getString("name")),
                        row.getString("title"),
                        row.getString("description"),
                        row.getString("framework")))
                .list());
    }

    /** Newest first. */
    List<Registered> versions() {
        return database.call(sql -> sql.createQuery("select * from image_version order by image, registered_at desc")
                .map((row, context) -> new Registered(
                        new ImageName(row.getString("image")), ImageVersion.read(row.getString("definition"))))
                .list());
    }

    /** A version that was registered. */
    Optional<ImageVersion> version(VersionKey key) {
        return database.call(sql -> sql.createQuery(
                        "select definition from image_version where image = :image and version = :version")
                .bindMap(named(key))
                .mapTo(String.class)
                .findOne()
                .map(ImageVersion::read));
    }

    /** Adds an image within the caller's transaction; false: there is one of that name. */
    boolean add(Title image) {
        return database.call(sql -> sql.createUpdate("""
                        insert into image (name, title, description, framework)
                        values (:name, :title, :description, :framework) on conflict do nothing
                        """)
                        .bind("name", image.name().value())
                        .bind("title", image.title())
                        .bind("description", image.description())
                        .bind("framework", image.framework())
                        .execute()
                == 1);
    }

    /** Adds a version within the caller's transaction; false: there is one of that name. */
    boolean add(VersionKey key, String definition, Person by) {
        return database.call(sql -> sql.createUpdate("""
                        insert into image_version (image, version, definition, by_id, by_name, registered_at)
                        values (:image, :version, cast(:definition as jsonb), :byId, :byName, :at) on conflict do nothing
                        """)
                        .bindMap(named(key))
                        .bind("definition", definition)
                        .bind("byId", by.id())
                        .bind("byName", by.name())
                        .bind("at", clock.instant())
                        .execute()
                == 1);
    }

    /** Removes a registered version, its pin, and its image with the last of them, within the caller's transaction. */
    boolean remove(VersionKey key) {
        return database.call(sql -> {
            for (String table : List.of("image_deprecation", "image_pin", "image_check", "image_use", "image_build")) {
                remove(sql, table, key);
            }
            boolean removed = remove(sql, "image_version", key);
            sql.createUpdate("""
                    delete from image i where name = :image
                      and not exists (select from image_version v where v.image = i.name)
                    """).bind("image", key.image().value()).execute();
            return removed;
        });
    }

    /** Makes way for a version of the same name that was built again, within the caller's transaction. */
    void drop(VersionKey key) {
        database.run(sql -> {
            for (String table : List.of("image_version", "image_check")) {
                remove(sql, table, key);
            }
        });
    }

    /** The subjects of those who registered versions of an image; empty: of one of them it is not known. */
    Set<Optional<String>> registrants(ImageName image) {
        return database.call(sql -> sql.createQuery("select distinct by_id from image_version where image = :image")
                .bind("image", image.value())
                .map((row, context) -> Optional.ofNullable(row.getString("by_id")))
                .set());
    }

    private static boolean remove(Handle sql, String table, VersionKey key) {
        return sql.createUpdate("delete from " + table + " where image = :image and version = :version")
                        .bindMap(named(key))
                        .execute()
                == 1;
    }

    /** How many workspaces are of a version. */
    int workspacesOf(VersionKey key) {
        return database.call(sql ->
                sql.createQuery("""
                        select count(*) from workspace
                        where image = :image and version = :version and desired <> 'DELETED'
                        """).bindMap(named(key)).mapTo(Integer.class).one());
    }

    Optional<Pin> pin(VersionKey key) {
        return database.call(sql -> pin(sql, key));
    }

    private Optional<Pin> pin(Handle sql, VersionKey key) {
        return sql.createQuery("select * from image_pin where image = :image and version = :version")
                .bindMap(named(key))
                .map(this::pinned)
                .findOne();
    }

    Map<VersionKey, Pin> pins() {
        return database.call(sql -> sql.createQuery("select * from image_pin")
                .reduceResultSet(new HashMap<>(), (pins, row, context) -> {
                    pins.put(key(row), pinned(row, context));
                    return pins;
                }));
    }

    /** Keeps what a version is, within the caller's transaction, unless that is known already; what is kept holds. */
    Pin keep(VersionKey key, ResolvedImage image) {
        return database.call(sql -> {
            sql.createUpdate("""
                    insert into image_pin
                      (image, version, reference, digest, image_id, layers, config, pinned_at, looked_at)
                    values (:image, :version, :reference, :digest, :id, cast(:layers as jsonb), cast(:config as jsonb),
                      :now, :now) on conflict do nothing
                    """)
                    .bindMap(named(key))
                    .bind("reference", image.reference().toString())
                    .bind("digest", image.digest().value())
                    .bind("id", image.id().value())
                    .bind("layers", written(image.layers()))
                    .bind("config", written(image.config()))
                    .bind("now", clock.instant())
                    .execute();
            return pin(sql, key).orElseThrow();
        });
    }

    /** The pins that were not compared with their registry for so long, the longest first. */
    Map<VersionKey, Pin> notLookedAtFor(Duration age, int most) {
        return database.call(sql -> sql.createQuery("""
                        select * from image_pin where looked_at < :before order by looked_at limit :most
                        """)
                .bind("before", clock.instant().minus(age))
                .bind("most", most)
                .reduceResultSet(new LinkedHashMap<>(), (pins, row, context) -> {
                    pins.put(key(row), pinned(row, context));
                    return pins;
                }));
    }

    /** Says what a pin's reference names now. */
    void lookedAt(VersionKey key, Optional<Digest> now) {
        database.call(sql -> sql.createUpdate("""
                        update image_pin set looked_at = :at,
                          moved_to = case when cast(:now as text) is null then moved_to else nullif(:now, digest) end
                        where image = :image and version = :version
                        """)
                .bindMap(named(key))
                .bind("at", clock.instant())
                .bind("now", now.map(Digest::value).orElse(null))
                .execute());
    }

    Map<VersionKey, Deprecation> deprecations() {
        return database.call(sql -> sql.createQuery("select * from image_deprecation")
                .reduceResultSet(new HashMap<>(), (all, row, context) -> {
                    all.put(key(row), new Deprecation(row.getString("reason"), row.getString("by_name")));
                    return all;
                }));
    }

    Optional<Deprecation> deprecation(VersionKey key) {
        return database.call(sql -> deprecation(sql, key));
    }

    /** Within the caller's transaction, which nobody else's change of the version overtakes. */
    Optional<Deprecation> lockedDeprecation(VersionKey key) {
        return database.call(sql -> {
            sql.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, 0))) locked")
                    .bind("key", "image " + key)
                    .mapTo(Integer.class)
                    .one();
            return deprecation(sql, key);
        });
    }

    private static Optional<Deprecation> deprecation(Handle sql, VersionKey key) {
        return sql.createQuery("select * from image_deprecation where image = :image and version = :version")
                .bindMap(named(key))
                .map((row, context) -> new Deprecation(row.getString("reason"), row.getString("by_name")))
                .findOne();
    }

    /** Within the caller's transaction. */
    void deprecate(VersionKey key, String reason, Person by) {
        database.run(sql -> sql.createUpdate("""
                        insert into image_deprecation (image, version, reason, by_id, by_name, at)
                        values (:image, :version, :reason, :byId, :byName, :at)
                        on conflict (image, version) do update set reason = excluded.reason,
                          by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at
                        """)
                .bindMap(named(key))
                .bind("reason", reason)
                .bind("byId", by.id())
                .bind("byName", by.name())
                .bind("at", clock.instant())
                .execute());
    }

    /** Within the caller's transaction; false: it was not deprecated. */
    boolean recommendAgain(VersionKey key) {
        return database.call(sql -> remove(sql, "image_deprecation", key));
    }

    /** Keeps what was seen in a version's image, within the caller's transaction if there is one; of two checks the later one's. */
    void keep(VersionKey key, ImageCheck check) {
        database.call(sql -> sql.createUpdate("""
                        insert into image_check (image, version, image_id, report, at)
                        values (:image, :version, :id, cast(:report as jsonb), :at)
                        on conflict (image, version) do update
                          set image_id = excluded.image_id, report = excluded.report, at = excluded.at
                        """)
                .bindMap(named(key))
                .bind("id", check.image())
                .bind("report", written(check))
                .bind("at", check.at())
                .execute());
    }

    Map<VersionKey, ImageCheck> checks() {
        return database.call(sql -> sql.createQuery("select * from image_check")
                .reduceResultSet(new HashMap<>(), (all, row, context) -> {
                    all.put(key(row), read(row.getString("report"), new TypeReference<>() {}));
                    return all;
                }));
    }

    private static Map<String, String> named(VersionKey key) {
        return Map.of("image", key.image().value(), "version", key.version().value());
    }

    static VersionKey key(ResultSet row) throws SQLException {
        return new VersionKey(new ImageName(row.getString("image")), new VersionName(row.getString("version")));
    }

    private Pin pinned(ResultSet row, StatementContext context) throws SQLException {
        return new Pin(
                RegistryReference.parse(row.getString("reference")),
                new Digest(row.getString("digest")),
                new Digest(row.getString("image_id")),
                read(row.getString("layers"), new TypeReference<>() {}),
                read(row.getString("config"), new TypeReference<>() {}),
                row.getTimestamp("pinned_at").toInstant(),
                Optional.ofNullable(row.getString("moved_to")).map(Digest::new));
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept of an image was not written here", e);
        }
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is known of an image cannot be written as JSON", e);
        }
    }
}
