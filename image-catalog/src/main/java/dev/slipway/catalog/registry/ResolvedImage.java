package dev.slipway.catalog.registry;

import java.util.List;

/**
 * What a reference names just now, everything checked against its digest.
 *
 * @param reference what was asked for
 * @param digest the digest that the reference names: of an index where there is one for several platforms
 * @param manifest the digest of this platform's manifest; the same where there is no index
 * @param id the digest of the configuration, by which Docker knows the image
 * @param config what it says of itself
 * @param layers from the base up
 * @param zstd whether a layer is compressed by zstd, which older engines do not unpack
 * @param servedBy the registry that answered: the reference's own or a mirror
 */
public record ResolvedImage(
        RegistryReference reference,
        Digest digest,
        Digest manifest,
        Digest id,
        ImageConfig config,
        List<Layer> layers,
        boolean zstd,
        String servedBy) {
    public ResolvedImage {
        layers = List.copyOf(layers);
    }

    /** What has to be transferred if nothing of it is here. */
    public long transferBytes() {
        return layers.stream().mapToLong(Layer::sizeBytes).sum();
    }
}
