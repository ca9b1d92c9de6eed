package dev.slipway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An error as the API tells it, {@code application/problem+json}
 * (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>).
 *
 * @param type {@code urn:slipway:problem:<code>}, stable
 * @param title the code in words
 * @param status the HTTP status
 * @param detail what is wrong this time
 * @param instance the path that was asked
 * @param errors the fields that are wrong
 * @param reasons why it cannot be done, and what would help
 */
@Schema(name = "Problem")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        List<FieldError> errors,
        List<Reason> reasons) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * A field that is wrong.
     *
     * @param field its path in the body, such as {@code resources.memory}, or the name of a header or query parameter
     * @param message what is wrong with it
     */
    @Schema(name = "FieldError")
    public record FieldError(String field, String message) {}

    /**
     * Why something cannot be done.
     *
     * @param code stable
     * @param message in words
     * @param remedy what would help
     */
    @Schema(name = "ProblemReason")
    public record Reason(
            String code, String message, @Nullable String remedy) {}

    /** A problem as it is answered with. */
    public static Problem of(ProblemException fault, @Nullable String instance) {
        ProblemCode code = fault.code();
        return new Problem(
                code.type(), code.title(), code.status(), fault.detail(), instance, fault.errors(), fault.reasons());
    }
}
