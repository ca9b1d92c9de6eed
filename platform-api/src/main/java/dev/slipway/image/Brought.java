package dev.slipway.image;

import dev.slipway.catalogue.ImageUser;
import dev.slipway.database.Database;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps which names in the engine are there because Slipway pulled, built or gave them: those may be taken away again, and no
 * others. A name is noted before the engine has it, so that nothing comes unnoticed, whatever breaks.
 */
@ApplicationScoped
public class Brought {
    /** The label that says which operation built an image. */
    public static final String OPERATION = "dev.slipway.operation";

    private final Database database;
    private final BroughtTable table;
    private final Instance<ImageUser> users;
    private final Clock clock;

    Brought(Database database, BroughtTable table, @Any Instance<ImageUser> users, Clock clock) {
        this.database = database;
        this.table = table;
        this.users = users;
        this.clock = clock;
    }

    /**
     * A name that Slipway gave.
     *
     * @param imageId the engine's id of the image that has the name; empty: it is still being pulled or built
     * @param operation the operation that last gave or used the name
     * @param kept whether the name is still kept for the next build
     */
    public record Name(ImageReference name, Optional<String> imageId, String operation, boolean kept) {
        /** Whether it means one image for ever: that which has this digest in its registry. */
        public boolean isExact() {
            return name.value().contains("@");
        }

        /** Whether it is an image's bare id: its former name is another image's by now. */
        public boolean isId() {
            return name.value().startsWith("sha256:");
        }
    }

    /** Notes that an operation is about to have the engine pull or build an image under a name. */
    public void expect(ImageReference name, String operation) {
        Steps.run(ImageStep.EXPECT, () -> database.transact(() -> table.expect(name.value(), operation)));
    }

    /**
     * Notes that an image has a name in the engine, or is about to get it. An image that had the name before is noted by its id
     * instead.
     */
    public void note(ImageReference name, String imageId, String operation) {
        Steps.run(
                ImageStep.NOTE,
                () -> database.transact(() -> {
                    table.keepFormer(name.value(), imageId);
                    table.note(name.value(), imageId, operation);
                }));
    }

    /** Notes that an operation needs the image of a name, whichever operation brought it. */
    public void use(ImageReference name, String operation) {
        database.transact(() -> table.use(name.value(), operation));
    }

    /** Keeps the image of a name for a time from now on, if Slipway brought it. */
    public void keep(ImageReference name, Duration time) {
        database.transact(() -> table.keep(name.value(), clock.instant().plus(time)));
    }

    public List<Name> all() {
        Instant now = clock.instant();
        return database.transact(table::all).stream().map(row -> row.name(now)).toList();
    }

    /**
     * Forgets a name that the engine no longer has, or has for another image, unless another operation has given it again
     * meanwhile.
     */
    public void forget(Name gone) {
        database.transact(() -> table.forget(gone.name().value(), gone.operation()));
    }

    /** The images from which workspaces and unfinished builds begin, by name or id. None of them is removed, by whatever name. */
    public Set<String> begunWith() {
        return database.transact(
                () -> users.stream().flatMap(user -> user.begunWith().stream()).collect(Collectors.toSet()));
    }
}
