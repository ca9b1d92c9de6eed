package dev.slipway.catalogue;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import jakarta.data.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps what administrators registered, and which exact image each version is. */
@ApplicationScoped
public class ImageStore {
    private final Database database;
    private final VersionTable registered;
    private final PinTable pins;
    private final DeprecationTable deprecations;
    private final CheckTable checks;
    private final Instance<ImageUser> users;
    private final ImageChanges changes;
    private final Clock clock;

    ImageStore(
            Database database,
            VersionTable registered,
            PinTable pins,
            DeprecationTable deprecations,
            CheckTable checks,
            @Any Instance<ImageUser> users,
            ImageChanges changes,
            Clock clock) {
        this.database = database;
        this.registered = registered;
        this.pins = pins;
        this.deprecations = deprecations;
        this.checks = checks;
        this.users = users;
        this.changes = changes;
        this.clock = clock;
    }

    /** An image that was registered, without its versions. */
    public record Title(ImageName name, String title, String description, String framework) {}

    /** A version that was registered. */
    record Registered(ImageName image, ImageVersion version) {}

    /** Why nobody should begin with a version, and since when. */
    public record Deprecation(String reason, String by, Instant at) {}

    List<Title> images() {
        return database.transact(registered::images).stream()
                .map(ImageRow::title)
                .toList();
    }

    /** Newest first. */
    List<Registered> versions() {
        return database.transact(registered::versions).stream()
                .map(row -> new Registered(new ImageName(row.key.image()), row.version()))
                .toList();
    }

    /** A version that was registered. */
    public Optional<ImageVersion> version(VersionKey key) {
        return database.transact(() -> registered.of(KeyColumns.of(key))).map(VersionRow::version);
    }

    /** Adds an image within the caller's transaction; false: there is one of that name. */
    public boolean add(Title image) {
        return database.transact(() -> {
            changes.tell();
            return registered.addImage(image.name().value(), image.title(), image.description(), image.framework())
                    == 1;
        });
    }

    /** Adds a version within the caller's transaction; false: there is one of that name. */
    public boolean add(VersionKey key, String definition, Person by) {
        return database.transact(() -> {
            changes.tell();
            return registered.add(
                            key.image().value(), key.version().value(), definition, by.id(), by.name(), clock.instant())
                    == 1;
        });
    }

    /** Removes a registered version, its pin, and its image with the last of them, within the caller's transaction. */
    public boolean remove(VersionKey key) {
        KeyColumns columns = KeyColumns.of(key);
        return database.transact(() -> {
            deprecations.remove(columns);
            pins.remove(columns);
            checks.remove(columns);
            changes.remove(key);
            boolean wasThere = registered.remove(columns) == 1;
            if (registered.versionsOf(columns.image()) == 0) {
                registered.removeImage(columns.image());
            }
            return wasThere;
        });
    }

    /** Makes way for a version of the same name that was built again, within the caller's transaction. */
    public void drop(VersionKey key) {
        KeyColumns columns = KeyColumns.of(key);
        database.transact(() -> {
            registered.remove(columns);
            checks.remove(columns);
            changes.tell();
        });
    }

    /**
     * The subjects of the users who registered versions of an image. An empty one stands for a version whose registrant is not
     * known.
     */
    public Set<Optional<String>> registrants(ImageName image) {
        return database.transact(() -> registered.registrants(image.value())).stream()
                .map(Optional::ofNullable)
                .collect(Collectors.toSet());
    }

    /** How many workspaces are of a version. */
    public long workspacesOf(VersionKey key) {
        return database.transact(() -> users.stream()
                .mapToLong(user -> user.versions().getOrDefault(key, 0L))
                .sum());
    }

    public Optional<Pin> pin(VersionKey key) {
        return database.transact(() -> pins.of(KeyColumns.of(key))).map(PinRow::pin);
    }

    public Map<VersionKey, Pin> pins() {
        return pins(database.transact(() -> pins.all()));
    }

    /** The pins by version, in the order of the rows. */
    private static Map<VersionKey, Pin> pins(List<PinRow> rows) {
        return rows.stream()
                .collect(Collectors.toMap(PinRow::key, PinRow::pin, (one, same) -> one, LinkedHashMap::new));
    }

    /**
     * Pins a version to an image, within the caller's transaction. A version that has a pin keeps it. Returns the pin that is
     * stored.
     */
    public Pin keep(VersionKey key, ResolvedImage image) {
        KeyColumns columns = KeyColumns.of(key);
        return database.transact(() -> {
            database.lock("pin " + key, 0); // of two transactions that pin the version at once, one waits for the other
            if (pins.of(columns).isEmpty()) {
                pins.add(PinRow.of(columns, image, clock.instant()));
                changes.tell();
            }
            return pins.of(columns).orElseThrow().pin();
        });
    }

    /** The pins whose last comparison with their registry is longer ago than {@code age}, the oldest comparison first. */
    public Map<VersionKey, Pin> notLookedAtFor(Duration age, int most) {
        return pins(database.transact(() -> pins.lookedAtBefore(clock.instant().minus(age), Limit.of(most))));
    }

    /** Notes which digest a pin's reference names now; empty: its registry gave no answer. */
    public void lookedAt(VersionKey key, Optional<Digest> found) {
        KeyColumns columns = KeyColumns.of(key);
        Instant now = clock.instant();
        database.transact(() -> {
            if (found.isEmpty()) {
                pins.lookedAt(columns, now);
                return;
            }
            // What it is pinned to never changes.
            pins.of(columns)
                    .ifPresent(pin -> pins.lookedAt(
                            columns,
                            found.filter(digest -> !digest.equals(pin.digest)).orElse(null),
                            now));
            changes.tell();
        });
    }

    public Map<VersionKey, Deprecation> deprecations() {
        return database.transact(() -> deprecations.all()).stream()
                .collect(Collectors.toMap(DeprecationRow::key, DeprecationRow::deprecation));
    }

    public Optional<Deprecation> deprecation(VersionKey key) {
        return database.transact(() -> deprecations.of(KeyColumns.of(key))).map(DeprecationRow::deprecation);
    }

    /** Within the caller's transaction, which nobody else's change of the version overtakes. */
    public Optional<Deprecation> lockedDeprecation(VersionKey key) {
        return database.transact(() -> {
            database.lock("image " + key, 0);
            return deprecation(key);
        });
    }

    /** Within the caller's transaction. */
    public void deprecate(VersionKey key, String reason, Person by) {
        database.transact(() -> {
            changes.tell();
            deprecations.put(key.image().value(), key.version().value(), reason, by.id(), by.name(), clock.instant());
        });
    }

    /** Within the caller's transaction; false: it was not deprecated. */
    public boolean recommendAgain(VersionKey key) {
        return database.transact(() -> {
            changes.tell();
            return deprecations.remove(KeyColumns.of(key)) == 1;
        });
    }

    /** Keeps what was seen in a version's image, within the caller's transaction if there is one; of two checks the later one's. */
    public void keep(VersionKey key, ImageCheck check) {
        database.transact(() -> {
            changes.tell();
            checks.put(key.image().value(), key.version().value(), check.image(), check, check.at());
        });
    }

    public Map<VersionKey, ImageCheck> checks() {
        return database.transact(() -> checks.all()).stream()
                .collect(Collectors.toMap(CheckRow::key, CheckRow::report));
    }
}
