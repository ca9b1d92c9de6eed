package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import java.time.Instant;
import java.util.Optional;

/**
 * A piece of long work on a version of an image.
 *
 * @param id 16 characters of {@code a-z2-7}
 * @param reason why it failed; empty while it has not
 * @param requestedBy the name of who first asked for it
 * @param cancelRequested whether someone wants it to end
 * @param progress how far it is; empty: nothing is known yet
 * @param revision grows with every change
 */
public record Operation(
        String id,
        Kind kind,
        ImageName image,
        VersionName version,
        State state,
        Optional<Failure> reason,
        String requestedBy,
        boolean cancelRequested,
        Optional<Progress> progress,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        long revision) {

    /** What is done. */
    public enum Kind {
        /** The engine fetches the image from its registry. */
        PULL,
        /** The engine builds the image from a Dockerfile, and it is tried and registered. */
        BUILD,
        /** The image is fetched if it is not here, and started once, to see what is in it. */
        CHECK
    }

    /** Where it stands. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public boolean isFinished() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /**
     * Why it failed.
     *
     * @param code stable, such as {@code no-space}
     * @param message in words
     */
    public record Failure(String code, String message) {}
}
