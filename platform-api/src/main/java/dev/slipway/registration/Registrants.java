package dev.slipway.registration;

import dev.slipway.catalog.CatalogImage;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.ImageStore;
import dev.slipway.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/** Whose the images of the catalogue are. */
@ApplicationScoped
public class Registrants {
    private final Catalogue catalogue;
    private final ImageStore store;

    Registrants(Catalogue catalogue, ImageStore store) {
        this.catalogue = catalogue;
        this.store = store;
    }

    /** Whether every version of an image was registered by that caller, and none stands in a catalogue file. */
    public boolean areOnly(ImageName image, Caller caller) {
        return catalogue.now().image(image).map(CatalogImage::versions).stream()
                        .flatMap(versions -> versions.stream())
                        .noneMatch(version -> catalogue.isFixed(image, version.version()))
                && store.registrants(image).equals(Set.of(Optional.of(caller.id())));
    }
}
