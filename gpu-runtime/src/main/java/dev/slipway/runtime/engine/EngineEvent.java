package dev.slipway.runtime.engine;

import dev.slipway.runtime.label.ResourceId;

/**
 * Something happened to a container of ours. It is a hint to look, not a fact to act on: events are lost when a connection breaks.
 *
 * @param id the container
 * @param kind what happened
 */
public record EngineEvent(ResourceId id, Kind kind) {
    /** What happens to a container. */
    public enum Kind {
        STARTED,
        OUT_OF_MEMORY,
        DIED,
        REMOVED
    }
}
