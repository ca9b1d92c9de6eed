package dev.slipway.runtime.compatibility;

/**
 * Why a verdict is as it is, or what to expect of it.
 *
 * @param code stable, such as {@code driver-too-old}
 * @param message for a person
 */
public record Reason(String code, String message) {}
