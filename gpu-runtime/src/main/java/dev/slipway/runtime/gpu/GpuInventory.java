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
