package dev.slipway.runtime.engine;

import dev.slipway.runtime.quantity.Bytes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the engine says of itself and its host.
 *
 * @param name {@code docker}, {@code podman} or {@code in-memory}
 * @param version its version
 * @param apiVersion the API version spoken with it
 * @param operatingSystem the host's system in words
 * @param kernel the host's kernel release
 * @param cpus the host's processors
 * @param memory the host's memory
 * @param storage the directory of the host where it keeps images; empty: it does not say
 * @param cdi whether it gives devices by their names in CDI
 * @param zstd whether it unpacks layers that are compressed by zstd
 */
public record EngineInfo(
        String name,
        String version,
        String apiVersion,
        String operatingSystem,
        String kernel,
        int cpus,
        Bytes memory,
        Optional<Path> storage,
        boolean cdi,
        boolean zstd) {}
