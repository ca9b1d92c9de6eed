package dev.slipway.runtime.engine;

import org.jspecify.annotations.Nullable;

/** The engine did not do what was asked. The shapes differ in what a caller can do about it. */
public sealed class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The engine cannot be reached or did not answer in time: try again later. */
    public static final class Unavailable extends EngineException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The object that the call is about is not there. */
    public static final class NotFound extends EngineException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The engine understood and refuses; the same call will be refused again. */
    public static final class Refused extends EngineException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The engine failed within itself; the same call may succeed another time. */
    public static final class Failed extends EngineException {
        private static final long serialVersionUID = 1L;

        public Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
