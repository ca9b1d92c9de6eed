package dev.slipway.admission;

import dev.slipway.problem.Problem.FieldError;
import dev.slipway.runtime.compatibility.Demands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges the variables that an owner sets. */
public final class Variables {
    /** The form of a name that an owner may set, for the API's document: without those that {@link #isReserved} tells. */
    public static final String NAME_FORM =
            "^(?!NVIDIA_(?!DISABLE_REQUIRE$)|(LD_PRELOAD|LD_LIBRARY_PATH|JUPYTER_TOKEN|HOME)$)"
                    + "[A-Za-z_][A-Za-z0-9_]{0,127}$";

    /** How many characters a value has at most. */
    public static final int LONGEST_VALUE = 4096;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int MOST = 64;

    /** All names and values together: what is kept of a workspace and shown in lists stays small. */
    private static final int MOST_CHARACTERS = 64 * 1024;

    private Variables() {}

    /**
     * Returns the variables to set: all of them, or none if something is wrong with any.
     *
     * @param errors receives an error for each thing that is wrong
     */
    public static Map<String, String> of(@Nullable Map<String, String> env, List<FieldError> errors) {
        if (env == null) {
            return Map.of();
        }
        if (env.size() > MOST) {
            errors.add(new FieldError("env", "has at most " + MOST + " variables"));
            return Map.of();
        }
        int characters = env.entrySet().stream()
                .mapToInt(variable -> variable.getKey().length() + length(variable.getValue()))
                .sum();
        if (characters > MOST_CHARACTERS) {
            errors.add(new FieldError("env", "has at most " + MOST_CHARACTERS + " characters in all"));
            return Map.of();
        }
        int before = errors.size();
        env.forEach((variable, value) ->
                error(variable, value).ifPresent(message -> errors.add(new FieldError("env." + variable, message))));
        return errors.size() == before ? Map.copyOf(env) : Map.of();
    }

    private static int length(@Nullable String value) {
        return value == null ? 0 : value.length();
    }

    private static Optional<String> error(String variable, @Nullable String value) {
        if (!NAME.matcher(variable).matches()) {
            return Optional.of("is not the name of a variable");
        }
        if (isReserved(variable)) {
            return Optional.of("is set by the platform alone");
        }
        if (value == null || value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
            return Optional.of("has a value of at most " + LONGEST_VALUE + " characters, none of them zero");
        }
        return Optional.empty();
    }

    /**
     * Variables by which an image or a user could widen what a container sees, and the server's own secret. To take an image's
     * demands back widens nothing.
     */
    private static boolean isReserved(String variable) {
        return (variable.startsWith("NVIDIA_") && !variable.equals(Demands.WAY_OUT))
                || variable.equals("LD_PRELOAD")
                || variable.equals("LD_LIBRARY_PATH")
                || variable.equals("JUPYTER_TOKEN")
                || variable.equals("HOME");
    }
}
