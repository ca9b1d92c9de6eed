package dev.slipway.operation;

import org.jspecify.annotations.Nullable;

/** An operation cannot be done, however often it is tried. */
public final class OperationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Says why.
     *
     * @param code stable, such as {@code no-space}
     */
    public OperationFailedException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    Operation.Failure reason() {
        return new Operation.Failure(code, String.valueOf(getMessage()));
    }
}
