package dev.slipway.runtime.imagebuild;

import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.label.ResourceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code RUN} of a Dockerfile: a command in a container of an image, and what it changed becomes a further image. It may be
 * told what the image must not keep, such as the host's certificates or a proxy with its password: of {@code variables} and
 * {@code files} nothing is in the image, its configuration or its history.
 *
 * @param id of the container that it runs in; one that a broken run left is removed
 * @param image the engine's id of the image that it begins with, {@code sha256:…}
 * @param base the engine's id of the image that its stage began with; what was written since then counts towards the bound
 * @param command what is run, as the image's user in its working directory
 * @param arguments the Dockerfile's, as variables; another value makes another image
 * @param settings variables that say how the host is reached and trusted, and not what is made
 * @param files of the host's that it sees, best under {@code /dev}, a file system of each container's own
 * @param bounds what it may use
 * @param network that it is on; empty: the host's own, for what an administrator of the host builds there
 */
public record BuildStep(
        ResourceId id,
        String image,
        String base,
        Command command,
        Map<String, String> arguments,
        Map<String, String> settings,
        List<HostFile> files,
        BuildSpec.Bounds bounds,
        Optional<ResourceId> network) {
    public BuildStep {
        arguments = Map.copyOf(arguments);
        settings = Map.copyOf(settings);
        files = List.copyOf(files);
    }

    /** What a {@code RUN} runs. */
    public sealed interface Command {
        /** A line for the image's shell. */
        record Line(String line) implements Command {}

        /** A program and its arguments. */
        record Words(List<String> words) implements Command {
            public Words {
                words = List.copyOf(words);
            }
        }
    }
}
