package dev.slipway.runtime.host;

import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine has, as its kernel tells.
 *
 * @param cpus processors that this process may use
 * @param memory physical memory
 */
public record HostFacts(int cpus, Bytes memory) {
    /** Reads the facts now. */
    public static HostFacts read() {
        try {
            return new HostFacts(Runtime.getRuntime().availableProcessors(), memory(Path.of("/proc/meminfo")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bytes memory(Path meminfo) throws IOException {
        String line = Files.readAllLines(meminfo).stream()
                .filter(l -> l.startsWith("MemTotal:"))
                .findFirst()
                .orElseThrow(() -> new IOException(meminfo + " tells no MemTotal"));
        return new Bytes(1024 * Long.parseLong(line.replaceAll("\\D", "")));
    }
}
