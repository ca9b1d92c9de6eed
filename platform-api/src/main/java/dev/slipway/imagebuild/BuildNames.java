package dev.slipway.imagebuild;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Caller;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.registration.BuiltVersions;
import dev.slipway.registration.Registrants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Which versions someone may build: those whose names are free, of images that are new or the builder's own. */
@ApplicationScoped
class BuildNames {
    private final Catalogue catalogue;
    private final BuiltVersions built;
    private final Registrants registrants;

    BuildNames(Catalogue catalogue, BuiltVersions built, Registrants registrants) {
        this.catalogue = catalogue;
        this.built = built;
        this.registrants = registrants;
    }

    /**
     * Lets pass what this caller may build.
     *
     * @throws ProblemException {@code conflict} when the catalogue has the version, {@code forbidden} when the image is
     *     others'
     */
    void require(VersionKey key, Caller by) {
        if (!built.isFree(key)) {
            throw new ProblemException(
                    ProblemCode.CONFLICT, "The catalogue has version " + key + " already; a version never changes");
        }
        Optional<CatalogImage> image = catalogue.now().image(key.image());
        if (!by.isAdmin() && image.isPresent() && !registrants.areOnly(key.image(), by)) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "Image " + key.image() + " has versions that are not yours; build it under another name");
        }
    }
}
