package dev.slipway.runtime.gpu;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a GPU's processors can execute, such as {@code 8.9}; see the <a
 * href="https://docs.nvidia.com/cuda/cuda-c-programming-guide/#compute-capability">CUDA C++ Programming Guide</a>.
 *
 * @param major the architecture, 1 or more
 * @param minor 0 to 99
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})");
    private static final Comparator<ComputeCapability> ORDER =
            Comparator.comparingInt(ComputeCapability::major).thenComparingInt(ComputeCapability::minor);

    public ComputeCapability {
        if (major < 1 || minor < 0) {
            throw new IllegalArgumentException("not a compute capability: " + major + "." + minor);
        }
    }

    /**
     * Reads {@code 8.9}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ComputeCapability parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a compute capability such as 8.9: " + text);
        }
        return new ComputeCapability(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Machine code runs on its own major version, and there on its own minor version and later ones. */
    public boolean runsMachineCodeOf(ComputeCapability built) {
        return major == built.major && minor >= built.minor;
    }

    /** PTX is compiled on the host for any GPU of its own version or later. */
    public boolean runsPtxOf(ComputeCapability built) {
        return compareTo(built) >= 0;
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
