package dev.slipway.catalog.registry;

import java.util.Locale;
import java.util.Map;

/**
 * What an image's programs run on, in Go's words, as OCI has them.
 *
 * @param os the kernel, such as {@code linux}
 * @param architecture the processor, such as {@code amd64}
 */
public record Platform(String os, String architecture) {
    private static final Map<String, String> SPELLINGS =
            Map.of("x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64", "i386", "386");

    /** By any of the spellings that engines know. */
    public static Platform named(String os, String architecture) {
        String lower = architecture.toLowerCase(Locale.ROOT);
        return new Platform(os.toLowerCase(Locale.ROOT), SPELLINGS.getOrDefault(lower, lower));
    }

    /** Of the machine that this program runs on. */
    public static Platform here() {
        return named("linux", System.getProperty("os.arch"));
    }

    /**
     * Whether a variant is the one that every processor of the architecture is, which engines take: none named, {@code v1} of
     * amd64, {@code v8} of arm64.
     */
    public boolean isOfEveryProcessor(String variant) {
        return switch (architecture) {
            case "amd64" -> variant.isEmpty() || variant.equals("v1");
            case "arm64" -> variant.isEmpty() || variant.equals("v8") || variant.equals("8");
            default -> variant.isEmpty();
        };
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
