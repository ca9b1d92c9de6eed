package dev.slipway.catalog.registry;

import java.util.Locale;

/**
 * What an image's programs run on, in Go's words, as OCI has them.
 *
 * @param os the kernel, such as {@code linux}
 * @param architecture the processor, such as {@code amd64}
 */
public record Platform(String os, String architecture) {
    /** Of the machine that this program runs on. */
    public static Platform here() {
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return new Platform(
                "linux",
                switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                });
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
