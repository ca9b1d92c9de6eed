package dev.slipway.runtime.container;

import dev.slipway.runtime.label.ResourceId;

/**
 * A container as the engine shows it.
 *
 * @param id Slipway's id of it
 * @param engineId the engine's own id of it
 * @param state where it stands
 */
public record Container(ResourceId id, String engineId, ContainerState state) {}
