package dev.slipway.catalogue;

import dev.slipway.catalog.registry.Digest;
import dev.slipway.catalog.registry.ImageConfig;
import dev.slipway.catalog.registry.Layer;
import dev.slipway.catalog.registry.RegistryReference;
import dev.slipway.catalog.registry.ResolvedImage;
import dev.slipway.runtime.image.ImageReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The exact image that a version is, for ever.
 *
 * @param reference the reference by which its registry was asked for it
 * @param digest the digest that the reference named then
 * @param id the digest of the image's configuration, by which Docker knows it
 * @param layers from the base up
 * @param config what the image says of itself
 * @param movedTo what the reference named when it was last looked at, where that is something else
 */
public record Pin(
        RegistryReference reference,
        Digest digest,
        Digest id,
        List<Layer> layers,
        ImageConfig config,
        Instant pinnedAt,
        Optional<Digest> movedTo) {

    /** Of an image that no version names. */
    public static Pin of(ResolvedImage image) {
        return new Pin(
                image.reference(),
                image.digest(),
                image.id(),
                image.layers(),
                image.config(),
                Instant.EPOCH,
                Optional.empty());
    }

    /** The reference by which the engine pulls exactly this image. */
    public ImageReference exact() {
        return new ImageReference(reference.at(digest).toString());
    }

    /** The reference by which the engine finds the image once it has it. */
    public ImageReference held() {
        return new ImageReference(id.value());
    }

    public long transferBytes() {
        return layers.stream().mapToLong(Layer::sizeBytes).sum();
    }
}
