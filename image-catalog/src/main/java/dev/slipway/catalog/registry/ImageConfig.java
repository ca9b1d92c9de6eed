package dev.slipway.catalog.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an image says of itself
 * (<a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image configuration</a>).
 *
 * @param environment the variables that it sets
 * @param labels its labels
 * @param entrypoint the program that it starts; empty: none
 * @param command the program, or its arguments where there is an entrypoint
 * @param user the user it starts as, by name or number, perhaps with a group; empty: root
 * @param workingDirectory where it starts; empty: the root
 * @param exposedPorts the ports it says to listen on, such as {@code 8888/tcp}
 * @param volumes the directories that it wants kept
 */
public record ImageConfig(
        Platform platform,
        Map<String, String> environment,
        Map<String, String> labels,
        List<String> entrypoint,
        List<String> command,
        String user,
        String workingDirectory,
        Set<String> exposedPorts,
        Set<String> volumes) {
    public ImageConfig {
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        exposedPorts = Set.copyOf(exposedPorts);
        volumes = Set.copyOf(volumes);
    }
}
