package dev.slipway.runtime.image;

import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Map;

/**
 * An image that the engine holds.
 *
 * @param reference the name it was asked for by
 * @param digest the engine's id of it: the SHA-256 of its configuration, {@code sha256:…}
 * @param size what it takes on disk, layers shared with others included
 * @param labels its labels
 * @param environment the variables that it sets
 * @param triggers instructions that a build which begins with it runs first, {@code ONBUILD}
 * @param layers the digests of its layers' content, from the base up; images that begin with the same ones share them
 */
public record LocalImage(
        ImageReference reference,
        String digest,
        Bytes size,
        Map<String, String> labels,
        Map<String, String> environment,
        List<String> triggers,
        List<String> layers) {
    public LocalImage {
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        triggers = List.copyOf(triggers);
        layers = List.copyOf(layers);
    }
}
