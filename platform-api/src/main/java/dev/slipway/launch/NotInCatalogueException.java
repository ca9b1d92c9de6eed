package dev.slipway.launch;

import dev.slipway.catalogue.VersionKey;

/** The catalogue no longer has what a workspace runs, and with it how that is run. */
public final class NotInCatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotInCatalogueException(VersionKey key) {
        super("the catalogue no longer has " + key);
    }
}
