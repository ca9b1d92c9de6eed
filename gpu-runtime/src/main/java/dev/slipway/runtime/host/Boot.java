package dev.slipway.runtime.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A start of the machine: what was seen of a device before it, says nothing after it.
 *
 * @param id as the kernel made it up
 */
public record Boot(String id) {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The last one. */
    public static Boot now() {
        try {
            return new Boot(Files.readString(ID).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
