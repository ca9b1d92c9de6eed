package dev.slipway.runtime.gpu;

import java.util.regex.Pattern;

/**
 * The name that a GPU or MIG instance keeps for life: {@code GPU-8932f937-d72c-4106-c12f-20bd9faed9f6}, {@code MIG-…}.
 *
 * @param value as NVML writes it
 */
public record GpuUuid(String value) implements Comparable<GpuUuid> {
    private static final String HEX = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    /** Drivers before R470 name a MIG instance by its GPU, its GPU instance and its compute instance. */
    private static final Pattern FORM =
            Pattern.compile("GPU-" + HEX + "|MIG-" + HEX + "|MIG-GPU-" + HEX + "/\\d{1,3}/\\d{1,3}");

    public GpuUuid {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "not a GPU's UUID such as GPU-8932f937-d72c-4106-c12f-20bd9faed9f6: " + value);
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(GpuUuid other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
