package dev.slipway.catalog.context;

/** An archive is none, or holds what no build needs. */
public final class ContextException extends Exception {
    private static final long serialVersionUID = 1L;

    ContextException(String message) {
        super(message);
    }

    ContextException(String message, Throwable cause) {
        super(message, cause);
    }
}
