package dev.slipway.runtime.gpu;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of the CUDA toolkit, such as {@code 12.4} or {@code 12.4.1}; the first release of a minor version has patch 0.
 *
 * @param major 1 or more
 * @param minor 0 or more
 * @param patch 0 or more
 */
public record CudaVersion(int major, int minor, int patch) implements Comparable<CudaVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,4}))?");
    private static final Comparator<CudaVersion> ORDER = Comparator.comparingInt(CudaVersion::major)
            .thenComparingInt(CudaVersion::minor)
            .thenComparingInt(CudaVersion::patch);

    public CudaVersion {
        if (major < 1 || minor < 0 || patch < 0) {
            throw new IllegalArgumentException("not a CUDA version: " + major + "." + minor + "." + patch);
        }
    }

    /**
     * Reads {@code 12.4} and {@code 12.4.1}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static CudaVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a CUDA version such as 12.4: " + text);
        }
        return new CudaVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    /** The version that the driver tells of itself: 12040 is 12.4, see {@code nvmlSystemGetCudaDriverVersion}. */
    public static CudaVersion ofNumber(int number) {
        return new CudaVersion(number / 1000, number % 1000 / 10, 0);
    }

    /** The first release of the same minor version. */
    public CudaVersion release() {
        return new CudaVersion(major, minor, 0);
    }

    @Override
    public int compareTo(CudaVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + (patch == 0 ? "" : "." + patch);
    }
}
