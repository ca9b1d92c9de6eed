package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;

/** The catalogue no longer has what a workspace runs, and with it how that is run. */
final class NotInCatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotInCatalogueException(ImageName image, VersionName version) {
        super("the catalogue no longer has " + image + " " + version);
    }
}
