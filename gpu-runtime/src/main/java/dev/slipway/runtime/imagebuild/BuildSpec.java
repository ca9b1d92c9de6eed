package dev.slipway.runtime.imagebuild;

import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import java.util.Map;
import java.util.Optional;

/**
 * An image to be built.
 *
 * @param tag what it is called, a repository and a tag; empty: it gets no name
 * @param dockerfile where in the context its Dockerfile is; the first entry of it
 * @param arguments for the Dockerfile's {@code ARG}s
 * @param labels that the image gets beside the Dockerfile's own
 * @param bounds what its steps may use
 * @param network that its steps are on; empty: the host's own, for what an administrator of the host builds there
 */
public record BuildSpec(
        Optional<ImageReference> tag,
        String dockerfile,
        Map<String, String> arguments,
        Map<String, String> labels,
        Bounds bounds,
        Optional<ResourceId> network) {
    public BuildSpec {
        arguments = Map.copyOf(arguments);
        labels = Map.copyOf(labels);
    }

    /**
     * What a build may use.
     *
     * @param cpus share of processors, of each step
     * @param memory of each step, without swap on top of it
     * @param disk what a stage may add to the image that it begins with; looked at twice a second
     */
    public record Bounds(Cpus cpus, Bytes memory, Bytes disk) {}
}
