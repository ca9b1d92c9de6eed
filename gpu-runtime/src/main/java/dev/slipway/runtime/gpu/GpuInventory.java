package dev.slipway.runtime.gpu;

import java.time.Duration;

/** The GPUs of this host. */
public interface GpuInventory extends AutoCloseable {
    /**
     * Looks at all of them.
     *
     * @return the state now; {@link Snapshot#age} says how old it is where the driver does not answer in time
     */
    Snapshot look();

    /**
     * Takes a GPU for ill, since it was seen to be before this looked: until it was lost and is back, or {@link #forget} is told.
     *
     * @param fault as it was seen
     */
    void recall(GpuUuid gpu, GpuHealth.Unhealthy fault);

    /** Holds no fault against a GPU any more that the driver reported once. What the driver says itself of its state stays. */
    void forget(GpuUuid gpu);

    @Override
    void close();

    /**
     * What was seen, and when.
     *
     * @param host the state
     * @param age zero, or the time since the driver last answered
     */
    record Snapshot(GpuHost host, Duration age) {
        public boolean isStale() {
            return !age.isZero();
        }
    }
}
