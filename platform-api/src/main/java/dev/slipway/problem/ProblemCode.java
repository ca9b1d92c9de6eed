package dev.slipway.problem;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The stable codes of the API's problems, each with its HTTP status and title. */
public enum ProblemCode {
    INVALID_REQUEST(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Log in first"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "This path does not take this method"),
    NOT_ACCEPTABLE(406, "This path does not answer in a wanted media type"),
    CONFLICT(409, "In conflict with what is there"),
    QUOTA_EXCEEDED(409, "Over the quota"),
    STALE(412, "Changed in the meantime"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The request's media type is not understood"),
    MISDIRECTED(421, "This host is not served here"),
    INCOMPATIBLE_IMAGE(422, "The image does not run on these GPUs"),
    IMAGE_UNAVAILABLE(422, "The image cannot be had"),
    UNSATISFIABLE(422, "No such hardware here"),
    RATE_LIMITED(429, "Too much at once"),
    INTERNAL(500, "A fault of the platform"),
    DATABASE_UNAVAILABLE(503, "The database does not answer"),
    ENGINE_UNAVAILABLE(503, "The container engine does not answer");

    private static final Duration SOON = Duration.ofSeconds(2);

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** When the same request is worth another try ({@code Retry-After}); empty: it would meet the same. */
    public Optional<Duration> retryAfter() {
        return status == 429 || status == 503 ? Optional.of(SOON) : Optional.empty();
    }

    /** As a problem names its type: {@code urn:slipway:problem:invalid-request}. */
    public String type() {
        return "urn:slipway:problem:" + code();
    }

    /** As the API writes it: {@code invalid-request}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
