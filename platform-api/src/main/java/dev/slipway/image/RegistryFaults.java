package dev.slipway.image;

import dev.slipway.catalog.registry.RegistryException;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in the API's words why a registry did not give an image. */
final class RegistryFaults {
    private RegistryFaults() {}

    static ProblemException problem(RegistryException fault) {
        String message = String.valueOf(fault.getMessage());
        if (fault instanceof RegistryException.RateLimited) {
            return new ProblemException(ProblemCode.RATE_LIMITED, message);
        }
        return problem(code(fault), message, remedy(fault));
    }

    static ProblemException problem(String code, String message, @Nullable String remedy) {
        return new ProblemException(
                ProblemCode.IMAGE_UNAVAILABLE, message, List.of(), List.of(new Reason(code, message, remedy)));
    }

    static String code(RegistryException fault) {
        return switch (fault) {
            case RegistryException.Refused refused -> "registry-refused";
            case RegistryException.Unauthorized unauthorized -> "registry-unauthorized";
            case RegistryException.NotFound notFound -> "not-found";
            case RegistryException.RateLimited rateLimited -> "registry-rate-limited";
            case RegistryException.Unavailable unavailable -> "registry-unavailable";
            case RegistryException.Invalid invalid -> "registry-invalid";
            case RegistryException.WrongPlatform wrong -> "wrong-platform";
        };
    }

    private static @Nullable String remedy(RegistryException fault) {
        return switch (fault) {
            case RegistryException.Refused refused ->
                "An administrator lists the registry in the file of SLIPWAY_REGISTRIES_FILE";
            case RegistryException.Unauthorized unauthorized ->
                "An administrator gives the registry's username and passwordFile in the file of SLIPWAY_REGISTRIES_FILE";
            case RegistryException.Unavailable unavailable -> "Try again later";
            default -> null;
        };
    }
}
