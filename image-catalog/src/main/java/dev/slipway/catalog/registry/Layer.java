package dev.slipway.catalog.registry;

/**
 * A layer as the registry holds it, compressed.
 *
 * @param digest its digest there
 * @param sizeBytes what has to be transferred
 * @param diffId the digest of its content, uncompressed, by which engines know it
 */
public record Layer(Digest digest, long sizeBytes, Digest diffId) {}
