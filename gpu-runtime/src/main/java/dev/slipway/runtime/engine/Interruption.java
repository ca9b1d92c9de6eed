package dev.slipway.runtime.engine;

/** The interruption that broke work off, while what the work has left is cleared away. */
public final class Interruption {
    private Interruption() {}

    /** Does work that has to be done all the same: to an interrupted thread neither engine nor database would answer. */
    public static void putOff(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
