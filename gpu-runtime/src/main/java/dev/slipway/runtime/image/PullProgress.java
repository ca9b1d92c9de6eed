package dev.slipway.runtime.image;

/**
 * How far one layer of a pull is.
 *
 * @param layer the layer's short digest
 * @param state the engine's word for what it does with it, such as {@code Downloading}
 * @param currentBytes bytes done of that, 0 when unknown
 * @param totalBytes bytes to do, 0 when unknown
 */
public record PullProgress(String layer, String state, long currentBytes, long totalBytes) {}
