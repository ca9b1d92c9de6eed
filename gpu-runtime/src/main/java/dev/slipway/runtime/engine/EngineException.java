package dev.slipway.runtime.engine;

import org.jspecify.annotations.Nullable;

/** The engine did not do what was asked. The shapes differ in what a caller can do about it. */
public abstract sealed class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The kinds of objects that an engine holds. */
    public enum Kind {
        IMAGE,
        CONTAINER,
        NETWORK,
        VOLUME
    }

    /** Something that the call needs is not there: make it, or fetch it, and call again. */
    public static final class NotFound extends EngineException {
        private static final long serialVersionUID = 1L;

        private final Kind what;

        public NotFound(Kind what, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.what = what;
        }

        /** What is not there. It need not be what the call is about: a container is not made without its image. */
        public Kind what() {
            return what;
        }
    }

    /** Something else is happening to the object, or someone uses it: the same call succeeds once that is over. */
    public static final class Conflict extends EngineException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message, @Nullable Throwable cause) {
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

    /**
     * The engine, or a registry that it asks, cannot be reached, did not answer in time, or failed within itself: the same
     * call may succeed another time.
     */
    public static final class Unavailable extends EngineException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
