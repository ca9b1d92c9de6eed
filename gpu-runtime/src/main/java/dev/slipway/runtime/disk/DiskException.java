package dev.slipway.runtime.disk;

/** A disk cannot be made; the message says why, to whoever wanted it. */
public final class DiskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DiskException(String message) {
        super(message);
    }
}
