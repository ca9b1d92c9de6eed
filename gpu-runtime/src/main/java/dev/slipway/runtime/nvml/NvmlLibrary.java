package dev.slipway.runtime.nvml;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The library's functions by name. A call of a function that this version of the library does not have returns {@link
 * #FUNCTION_NOT_FOUND}, as the library itself does for functions that it cannot find.
 */
final class NvmlLibrary {
    /** The name under which the dynamic linker finds the driver's own library. */
    static final String NAME = "libnvidia-ml.so.1";

    // nvmlReturn_t, of the NVML API Reference: https://docs.nvidia.com/deploy/nvml-api/
    static final int SUCCESS = 0;
    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int INSUFFICIENT_SIZE = 7;
    static final int DRIVER_NOT_LOADED = 9;
    static final int TIMEOUT = 10;
    static final int FUNCTION_NOT_FOUND = 13;
    static final int GPU_IS_LOST = 15;
    static final int RESET_REQUIRED = 16;
    static final int ARGUMENT_VERSION_MISMATCH = 25;

    private static final String SIMULATED = "slipway_simulated";

    private final NativeLibrary library;
    private final Map<String, Optional<Function>> functions = new ConcurrentHashMap<>();

    private NvmlLibrary(NativeLibrary library) {
        this.library = library;
    }

    /** Loads the library; empty: it is not on this host, as on every host without a driver. */
    static Optional<NvmlLibrary> load(String name) {
        try {
            return Optional.of(new NvmlLibrary(NativeLibrary.getInstance(name)));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** Whether the library is Slipway's simulated one, behind which there is no GPU. */
    boolean isSimulated() {
        try {
            return library.getGlobalVariableAddress(SIMULATED) != null;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Why the simulated library takes no scenario. */
    @Nullable
    String simulationProblem() {
        return isSimulated()
                ? function("slipway_problem")
                        .map(f -> f.invokeString(new Object[0], false))
                        .orElse(null)
                : null;
    }

    boolean has(String name) {
        return function(name).isPresent();
    }

    /** Calls a function; arguments are {@link Pointer}, {@link Integer}, {@link Long} and {@link String}. */
    int call(String name, Object... arguments) {
        return function(name).map(f -> f.invokeInt(arguments)).orElse(FUNCTION_NOT_FOUND);
    }

    /** Calls a function that has to succeed. */
    void require(String name, Object... arguments) throws NvmlException {
        check(name, call(name, arguments));
    }

    /** False: the card or the driver does not support it, or does not let us. */
    boolean supports(String name, Object... arguments) throws NvmlException {
        return supportsResult(name, call(name, arguments));
    }

    /** Reads a function's result as {@link #supports} does. */
    boolean supportsResult(String name, int result) throws NvmlException {
        return switch (result) {
            case NOT_SUPPORTED, NO_PERMISSION, FUNCTION_NOT_FOUND, ARGUMENT_VERSION_MISMATCH -> false;
            default -> {
                check(name, result);
                yield true;
            }
        };
    }

    private void check(String name, int result) throws NvmlException {
        if (result != SUCCESS) {
            throw new NvmlException(name, result, messageOf(result));
        }
    }

    String messageOf(int result) {
        return function("nvmlErrorString")
                .map(f -> f.invokeString(new Object[] {result}, false))
                .orElse("error");
    }

    private Optional<Function> function(String name) {
        return functions.computeIfAbsent(name, key -> {
            try {
                return Optional.of(library.getFunction(key));
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public String toString() {
        return String.valueOf(library.getFile());
    }
}
