package dev.slipway.registration;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageCheck;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.database.Database;
import dev.slipway.identity.Person;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Puts what was built here into the catalogue: each version whole, with its entry in the audit trail, or not at all. */
@ApplicationScoped
public class BuiltVersions {
    private final Database database;
    private final Catalogue catalogue;
    private final ImageStore store;
    private final Definitions definitions;
    private final Images images;
    private final AuditTrail audit;
    private final Clock clock;

    BuiltVersions(
            Database database,
            Catalogue catalogue,
            ImageStore store,
            Definitions definitions,
            Images images,
            AuditTrail audit,
            Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.store = store;
        this.definitions = definitions;
        this.images = images;
        this.audit = audit;
        this.clock = clock;
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
                .version(key)
                .filter(version -> version.built()
                        .filter(id -> images.find(new ImageReference(id)).isEmpty())
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
        Optional<CatalogImage> image = catalogue.now().image(key.image());
        String framework = image.map(CatalogImage::framework).orElse(built.framework());
        Definitions.Definition definition = definitions.of(built, framework, by);
        ImageCheck check =
                ImageCheck.of(built.imageId(), clock.instant(), built.seen(), framework, definition.version());
        boolean makesWay = isFree(key); // whether an entry of that name, whose image is gone, may be replaced
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
            if (!store.add(key, definition.text(), by)) {
                throw Catalogue.hasAlready(key);
            }
            store.keep(key, check);
            audit.add(by, "image.built", key.toString(), built.imageId());
        });
    }

    private boolean isOf(VersionKey key, String imageId) {
        return store.version(key).flatMap(ImageVersion::built).equals(Optional.of(imageId));
    }
}
