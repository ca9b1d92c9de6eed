package dev.slipway.catalog.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A registry did not give what was asked. The shapes differ in what a caller can do about it. */
public abstract sealed class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Slipway does not ask there: the registry is not listed, or its address is a private one that is not listed as such. */
    public static final class Refused extends RegistryException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null);
        }
    }

    /** It wants credentials, or others. */
    public static final class Unauthorized extends RegistryException {
        private static final long serialVersionUID = 1L;

        Unauthorized(String message) {
            super(message, null);
        }
    }

    /** It has no such image. */
    public static final class NotFound extends RegistryException {
        private static final long serialVersionUID = 1L;

        NotFound(String message) {
            super(message, null);
        }
    }

    /** It was asked too often. */
    public static final class RateLimited extends RegistryException {
        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        RateLimited(String message, Duration retryAfter) {
            super(message, null);
            this.retryAfter = retryAfter;
        }

        /** How long to wait before the next try: what the registry said, a minute where it said nothing. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** It cannot be reached, fails, or does not answer in time: try again later. */
    public static final class Unavailable extends RegistryException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What it sent is not what it should be: no image, too large, or not the bytes of its digest. */
    public static final class Invalid extends RegistryException {
        private static final long serialVersionUID = 1L;

        Invalid(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The image is for other machines than this one. */
    public static final class WrongPlatform extends RegistryException {
        private static final long serialVersionUID = 1L;

        WrongPlatform(String message) {
            super(message, null);
        }
    }
}
