package dev.slipway.registration;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.image.Pins;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Operations;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.ImageRegistration.VersionRegistration;
import dev.slipway.request.Violations;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts what registries have into the catalogue: each version whole, with its entry in the audit trail, or not at all. */
@ApplicationScoped
public class Registration {
    private final Database database;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Pins pins;
    private final Definitions definitions;
    private final Operations operations;
    private final AuditTrail audit;
    private final Violations violations;

    Registration(
            Database database,
            Catalogue catalogue,
            ImageStore store,
            Pins pins,
            Definitions definitions,
            Operations operations,
            AuditTrail audit,
            Violations violations) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.pins = pins;
        this.definitions = definitions;
        this.operations = operations;
        this.audit = audit;
        this.violations = violations;
    }

    /**
     * Registers a new image with its first version, pinned to what its reference names now.
     *
     * @param kept is told the version in the transaction that adds it
     * @throws ProblemException {@code invalid-request} with every field that is wrong, {@code conflict} when there is one of
     *     that name, {@code image-unavailable} when its registry does not give it
     */
    public VersionKey register(ImageRegistration request, Person by, Consumer<VersionKey> kept) {
        violations.refuse(request);
        ImageName name = new ImageName(String.valueOf(request.name()));
        if (catalogue.now().image(name).isPresent()) {
            throw Catalogue.hasAlready(name);
        }
        var title = new ImageStore.Title(
                name,
                String.valueOf(request.title()),
                Objects.requireNonNullElse(request.description(), ""),
                String.valueOf(request.framework()));
        return register(name, Optional.of(title), Objects.requireNonNull(request.version()), by, kept);
    }

    /** Registers a further version of an image that is there, as {@link #register(ImageRegistration, Person, Consumer)}. */
    public VersionKey register(ImageName image, VersionRegistration request, Person by, Consumer<VersionKey> kept) {
        return register(image, Optional.empty(), request, by, kept);
    }

    private VersionKey register(
            ImageName image,
            Optional<ImageStore.Title> title,
            VersionRegistration request,
            Person by,
            Consumer<VersionKey> kept) {
        Definitions.Definition definition = definitions.of(request);
        ImageVersion version = definition.version();
        VersionKey key = new VersionKey(image, version.version());
        if (catalogue.version(key).isPresent()) {
            throw Catalogue.hasAlready(key);
        }
        ResolvedImage resolved = pins.resolve(version.reference());
        database.transact(() -> {
            boolean added = title.map(store::add).orElse(true) && store.add(key, definition.text(), by);
            if (!added) { // another administrator was first
                throw Catalogue.hasAlready(key);
            }
            store.keep(key, resolved);
            audit.add(by, "image.register", key.toString(), version.reference() + " is " + resolved.digest());
            if (!Boolean.FALSE.equals(request.check())) {
                operations.submit(Operation.Kind.CHECK, key.image(), key.version(), by);
            }
            kept.accept(key);
        });
        return key;
    }
}
