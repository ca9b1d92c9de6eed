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
    record Unhealthy(String code, String message) implements GpuHealth {
        private static final String XID = "xid-";

        /** What the driver reported under a number, once. */
        public static Unhealthy xid(long number, String message) {
            return new Unhealthy(XID + number, message);
        }

        /** Whether the driver reported it once, and does not say of itself that it lasts. */
        public boolean wasReported() {
            return code.startsWith(XID);
        }
    }
}
