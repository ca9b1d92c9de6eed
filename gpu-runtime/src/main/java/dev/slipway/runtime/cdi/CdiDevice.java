package dev.slipway.runtime.cdi;

/**
 * One device.
 *
 * @param name unique within its kind: an index, a UUID, {@code all}
 * @param edits what a container needs for it
 */
public record CdiDevice(String name, ContainerEdits edits) {}
