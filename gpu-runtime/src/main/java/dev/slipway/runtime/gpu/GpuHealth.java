package dev.slipway.runtime.gpu;

/** Whether a GPU can be handed out. */
public sealed interface GpuHealth {
    /** Nothing is known against it. */
    record Healthy() implements GpuHealth {}

    /**
     * It is not handed out until it is back.
     *
     * @param code stable, such as {@code xid-79}
     * @param message for a person
     */
    record Unhealthy(String code, String message) implements GpuHealth {}
}
