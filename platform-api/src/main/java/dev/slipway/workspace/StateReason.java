package dev.slipway.workspace;

/**
 * Why a workspace is where it is, for a person to act on.
 *
 * @param code stable, such as {@code out-of-memory}
 * @param message in words
 */
public record StateReason(String code, String message) {}
