package dev.slipway.catalog;

import org.jspecify.annotations.Nullable;

/** A catalogue file is not what it should be. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CatalogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
