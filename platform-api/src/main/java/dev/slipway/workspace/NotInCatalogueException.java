package dev.slipway.workspace;

import dev.slipway.image.VersionKey;

/** The catalogue no longer has what a workspace runs, and with it how that is run. */
final class NotInCatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotInCatalogueException(VersionKey key) {
        super("the catalogue no longer has " + key);
    }
}
