package dev.slipway.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.CatalogException;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.image.ImageRegistration.Run;
import dev.slipway.image.ImageRegistration.VersionRegistration;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Violations;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.secret.Secrets;
import dev.slipway.trial.Found;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What administrators do with the catalogue. Each change commits whole, with its entry in the audit trail, or not at all. */
@ApplicationScoped
public class Registration {
    private final Database database;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Pins pins;
    private final Eviction eviction;
    private final Operations operations;
    private final ContainerEngine engine;
    private final AuditTrail audit;
    private final Violations violations;
    private final ObjectMapper json;
    private final Clock clock;

    Registration(
            Database database,
            Catalogue catalogue,
            ImageStore store,
            Pins pins,
            Eviction eviction,
            Operations operations,
            ContainerEngine engine,
            AuditTrail audit,
            Violations violations,
            ObjectMapper json,
            Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.pins = pins;
        this.eviction = eviction;
        this.operations = operations;
        this.engine = engine;
        this.audit = audit;
        this.violations = violations;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Registers a new image with its first version, pinned to what its reference names now.
     *
     * @param kept is told the version in the transaction that adds it
     * @throws ProblemException {@code invalid-request} with every field that is wrong, {@code conflict} when there is one of
     *     that name, {@code image-unavailable} when its registry does not give it
     */
    VersionKey register(ImageRegistration request, Person by, Consumer<VersionKey> kept) {
        violations.refuse(request);
        ImageName name = new ImageName(String.valueOf(request.name()));
        if (catalogue.now().image(name).isPresent()) {
            throw conflict("image " + name);
        }
        var title = new ImageStore.Title(
                name,
                String.valueOf(request.title()),
                Objects.requireNonNullElse(request.description(), ""),
                String.valueOf(request.framework()));
        return register(name, Optional.of(title), Objects.requireNonNull(request.version()), by, kept);
    }

    /** Registers a further version of an image that is there, as {@link #register(ImageRegistration, Person, Consumer)}. */
    VersionKey register(ImageName image, VersionRegistration request, Person by, Consumer<VersionKey> kept) {
        return register(image, Optional.empty(), request, by, kept);
    }

    private VersionKey register(
            ImageName image,
            Optional<ImageStore.Title> title,
            VersionRegistration request,
            Person by,
            Consumer<VersionKey> kept) {
        String definition = definition(request);
        ImageVersion version = read(definition);
        VersionKey key = new VersionKey(image, version.version());
        if (catalogue.version(image, version.version()).isPresent()) {
            throw conflict("version " + version.version() + " of image " + image);
        }
        ResolvedImage resolved = pins.resolve(version.reference());
        database.transact(() -> {
            boolean added = title.map(store::add).orElse(true) && store.add(key, definition, by);
            if (!added) { // another administrator was first
                throw conflict("version " + version.version() + " of image " + image);
            }
            store.keep(key, resolved);
            audit.add(
                    by,
                    "image.register",
                    image + " " + version.version(),
                    version.reference() + " is " + resolved.digest());
            if (!Boolean.FALSE.equals(request.check())) {
                operations.submit(Operation.Kind.CHECK, key.image(), key.version(), by);
            }
            kept.accept(key);
        });
        return key;
    }

    /**
     * What was built, for the catalogue.
     *
     * @param title of the image, where the catalogue has it not; else it stays what it is
     * @param contract how its server is run; empty: it has none
     * @param imageId the engine's
     */
    public record Built(
            VersionKey key,
            String title,
            String description,
            String framework,
            Optional<RunContract> contract,
            String imageId,
            TrialReport seen) {}

    /** Whether a version of that name can be built: there is none, or one that was built and whose image is gone. */
    public boolean isFree(VersionKey key) {
        return catalogue
                .version(key.image(), key.version())
                .filter(version -> version.built()
                        .filter(id -> engine.findImage(new ImageReference(id)).isEmpty())
                        .isEmpty())
                .isEmpty();
    }

    /**
     * Registers what was built, with what was seen in it.
     *
     * @throws ProblemException {@code conflict} when the catalogue has a version of that name
     */
    public void register(Built built, Person by) {
        VersionKey key = built.key();
        Found found = built.seen().found();
        Optional<CatalogImage> image = catalogue.now().image(key.image());
        String framework = image.map(CatalogImage::framework).orElse(built.framework());
        ObjectNode definition = json.valueToTree(new VersionRegistration(
                key.version().value(),
                key.localName().value(),
                found.of(framework).orElse(null),
                found.python(),
                found.cuda() == null ? null : new ImageRegistration.Cuda(found.cuda(), null, null, null, null),
                null,
                built.contract().map(Registration::run).orElse(null),
                "built here by " + by.name() + ", and seen at its first start",
                null));
        definition.put("built", built.imageId());
        String written = definition.toString();
        ImageCheck check =
                ImageCheck.of(built.imageId(), clock.instant(), built.seen(), framework, ImageVersion.read(written));
        boolean makesWay = isFree(key); // to one of that name whose image is gone, if there is one
        database.transact(() -> {
            if (isOf(key, built.imageId())) {
                return; // the answer to an earlier try was lost
            }
            if (makesWay) {
                store.drop(key);
            }
            if (image.isEmpty()) {
                store.add(new ImageStore.Title(key.image(), built.title(), built.description(), built.framework()));
            }
            if (!store.add(key, written, by)) {
                throw conflict("version " + key.version() + " of image " + key.image());
            }
            store.keep(key, check);
            audit.add(by, "image.built", key.toString(), built.imageId());
        });
    }

    private boolean isOf(VersionKey key, String imageId) {
        return store.version(key).flatMap(ImageVersion::built).equals(Optional.of(imageId));
    }

    /** The version as a catalogue file has it. */
    private String definition(VersionRegistration request) {
        if (request.contract() != null && request.run() != null) {
            throw ProblemException.invalid("contract", "is given or run is, not both");
        }
        Run run = request.contract() == null ? request.run() : runOf(request.contract());
        try {
            return json.writeValueAsString(new VersionRegistration(
                    request.version(),
                    request.reference(),
                    request.frameworkVersion(),
                    request.python(),
                    request.cuda(),
                    null,
                    run,
                    request.source() == null ? "the image's own configuration" : request.source(),
                    null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a registration cannot be written as JSON", e);
        }
    }

    private Run runOf(String name) {
        Optional<RunContract> contract = catalogue.now().images().stream()
                .filter(image -> image.name().value().equals(name))
                .map(CatalogImage::versions)
                .flatMap(List::stream)
                .flatMap(version -> version.run().stream())
                .findFirst();
        return contract.map(Registration::run)
                .orElseThrow(() -> ProblemException.invalid(
                        "contract", "names no image of the catalogue that has a server: " + name));
    }

    /**
     * How a server is run, by the name of an image whose server is run so, or in all its words.
     *
     * @throws ProblemException {@code invalid-request} when both are given, or one is wrong
     */
    public Optional<RunContract> contract(@Nullable String name, @Nullable Run run) {
        return read(definition(
                        new VersionRegistration("0", "slipway/contract:0", null, null, null, name, run, null, null)))
                .run();
    }

    private static Run run(RunContract known) {
        return new Run(
                known.command(),
                known.environment(),
                known.port(),
                known.readyPath(),
                known.home(),
                known.user(),
                known.activity()
                        .map(activity -> activity.name().toLowerCase(Locale.ROOT))
                        .orElse(null));
    }

    private static ImageVersion read(String definition) {
        try {
            return ImageVersion.read(definition);
        } catch (CatalogException e) {
            throw ProblemException.invalid(
                    "version", String.valueOf(e.getMessage()).replaceFirst("^version: ", ""));
        }
    }

    private static ProblemException conflict(String what) {
        return new ProblemException(ProblemCode.CONFLICT, "The catalogue has " + what + " already");
    }

    /** Names the state of what can be changed of a version, as {@code ETag} does. */
    String etag(VersionKey key) {
        return etag(store.deprecation(key));
    }

    private static String etag(Optional<ImageStore.Deprecation> deprecation) {
        return deprecation
                .map(why -> "\"" + Secrets.hash(why.reason() + "\n" + why.by()).substring(0, 16) + "\"")
                .orElse("\"recommended\"");
    }

    /**
     * Deprecates a version, or takes that back.
     *
     * @param etag the state that the change is meant for; empty: any
     * @throws ProblemException {@code stale} when it is another by now
     */
    void change(VersionKey key, VersionChange change, Optional<String> etag, Person by) {
        violations.refuse(change);
        boolean deprecated = Boolean.TRUE.equals(change.deprecated());
        String reason = change.reason() == null ? "" : change.reason().strip();
        if (deprecated && (reason.isEmpty() || reason.length() > 200)) {
            throw ProblemException.invalid("reason", "is 1 to 200 characters");
        }
        database.transact(() -> {
            String now = etag(store.lockedDeprecation(key));
            if (etag.filter(wanted -> !wanted.equals("*") && !wanted.equals(now))
                    .isPresent()) {
                throw new ProblemException(ProblemCode.STALE, key + " was changed since; look at it again");
            }
            if (deprecated) {
                store.deprecate(key, reason, by);
                audit.add(by, "image.deprecate", key.toString(), reason);
            } else if (store.recommendAgain(key)) {
                audit.add(by, "image.recommend", key.toString(), "");
            }
        });
    }

    /**
     * Takes a registered version out of the catalogue. Its image leaves the engine, unless something else wants it.
     *
     * @throws ProblemException {@code conflict} when it was not registered over the API or workspaces are of it
     */
    void remove(VersionKey key, Person by) {
        if (catalogue.isFixed(key.image(), key.version())) {
            throw new ProblemException(
                    ProblemCode.CONFLICT,
                    key.image() + " " + key.version() + " stands in a catalogue file; deprecate it instead");
        }
        database.transact(() -> {
            long workspaces = store.workspacesOf(key);
            if (workspaces > 0) {
                throw new ProblemException(
                        ProblemCode.CONFLICT,
                        workspaces + (workspaces == 1 ? " workspace is" : " workspaces are") + " of " + key.image()
                                + " " + key.version() + "; deprecate it instead");
            }
            if (!store.remove(key)) {
                throw ProblemException.notFound("version " + key.version() + " of image " + key.image());
            }
            audit.add(by, "image.remove", key.image() + " " + key.version(), "");
            Database.afterCommit(eviction::lookSoon);
        });
    }

    /**
     * Has the image started once, fetched before if it is not here.
     *
     * @param kept is told the operation in the transaction that adds it
     */
    Operation check(VersionKey key, Person by, Consumer<Operation> kept) {
        return begin(Operation.Kind.CHECK, key, by, "image.check", kept);
    }

    private Operation begin(Operation.Kind kind, VersionKey key, Person by, String action, Consumer<Operation> kept) {
        return database.transact(() -> {
            Operation added = operations.submit(kind, key.image(), key.version(), by);
            audit.add(by, action, key.toString(), "operation " + added.id());
            kept.accept(added);
            return added;
        });
    }

    /** Has the image fetched, as {@link #check}. */
    Operation pull(VersionKey key, Person by, Consumer<Operation> kept) {
        ImageVersion version = catalogue
                .version(key.image(), key.version())
                .orElseThrow(() -> ProblemException.notFound("version " + key.version() + " of image " + key.image()));
        if (version.isBuiltHere()) {
            throw new ProblemException(
                    ProblemCode.CONFLICT, key.image() + " " + key.version() + " is built, not pulled");
        }
        pins.pin(key, version); // says now what the registry has against it
        return begin(Operation.Kind.PULL, key, by, "image.pull", kept);
    }
}
