package dev.slipway.problem;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.problem.Problem.Reason;
import java.util.List;
import java.util.stream.Collectors;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;
    private final transient List<FieldError> errors;
    private final transient List<Reason> reasons;

    public ProblemException(ProblemCode code, String detail, List<FieldError> errors, List<Reason> reasons) {
        super(code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.errors = List.copyOf(errors);
        this.reasons = List.copyOf(reasons);
    }

    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of(), List.of());
    }

    /** A request whose fields are wrong; the detail repeats them in words. */
    public static ProblemException invalid(List<FieldError> errors) {
        String detail = errors.stream().map(e -> e.field() + ": " + e.message()).collect(Collectors.joining("; "));
        return new ProblemException(ProblemCode.INVALID_REQUEST, detail, errors, List.of());
    }

    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    public static ProblemException notFound(String what) {
        return new ProblemException(ProblemCode.NOT_FOUND, "There is no " + what + " that you may see");
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public List<FieldError> errors() {
        return errors;
    }

    List<Reason> reasons() {
        return reasons;
    }
}
