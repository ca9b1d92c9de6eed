package dev.slipway.runtime.host;

import dev.slipway.runtime.engine.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the machine has, as its kernel tells.
 *
 * @param cpus processors that this process may use
 * @param memory physical memory
 * @param disk size of the file system that holds the platform's data
 * @param diskFree what is free of it
 */
public record HostFacts(int cpus, Bytes memory, Bytes disk, Bytes diskFree) {
    /**
     * Reads the facts now.
     *
     * @param data a path on the file system that is meant
     */
    public static HostFacts read(Path data) {
        try {
            FileStore store = Files.getFileStore(data);
            return new HostFacts(
                    Runtime.getRuntime().availableProcessors(),
                    memory(Path.of("/proc/meminfo")),
                    new Bytes(store.getTotalSpace()),
                    new Bytes(store.getUsableSpace()));
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
