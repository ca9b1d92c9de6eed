package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Party;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A piece of long work on a version of an image.
 *
 * @param id 16 characters of {@code a-z2-7}
 * @param requester who first asked for it
 * @param revision grows with every change
 */
public record Operation(
        String id,
        Kind kind,
        ImageName image,
        VersionName version,
        Party requester,
        Status status,
        Times times,
        long revision) {

    /**
     * Where it stands.
     *
     * @param reason why it failed; empty while it has not
     * @param cancelRequested whether someone wants it to end
     * @param progress how far it is; empty: nothing is known yet
     * @param attempts what was done for it so far
     */
    public record Status(
            State state,
            Optional<Failure> reason,
            boolean cancelRequested,
            Optional<Progress> progress,
            Attempts attempts) {}

    /**
     * What was done for it so far.
     *
     * @param made how often it was begun
     * @param nextAt when it is begun again; empty: at once
     * @param deadline when it fails unless it has ended; empty: nobody has begun it
     */
    public record Attempts(int made, Optional<Instant> nextAt, Optional<Instant> deadline) {}

    /** When it was asked for, began and ended. */
    public record Times(Instant createdAt, Optional<Instant> startedAt, Optional<Instant> finishedAt) {}

    private static final Pattern ID = Pattern.compile("[a-z2-7]{16}");

    /** Whether this may be the id of one. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Where it stands. */
    public State state() {
        return status.state();
    }

    /** What was done for it so far. */
    public Attempts attempts() {
        return status.attempts();
    }

    /** Whether this is who asked for it. */
    public boolean isOf(Caller caller) {
        return requester.is(caller.id());
    }

    /** A pull or a check is of an image that everyone may launch; a build is its builder's, and administrators see all. */
    public boolean isVisibleTo(Caller caller) {
        return kind != Kind.BUILD || caller.isAdmin() || isOf(caller);
    }

    /** What is done. */
    @Schema(name = "OperationKind")
    public enum Kind {
        /** The engine fetches the image from its registry. */
        PULL,
        /** The engine builds the image from a Dockerfile, and it is tried and registered. */
        BUILD,
        /** The image is fetched if it is not here, and started once, to see what is in it. */
        CHECK
    }

    /** Where it stands. */
    @Schema(name = "OperationState")
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
    @Schema(name = "OperationFailure")
    public record Failure(String code, String message) {}
}
