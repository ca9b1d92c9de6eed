package dev.slipway.loop;

/** What a loop does again and again. */
@FunctionalInterface
public interface Round {
    /**
     * Does it once. Whatever it throws is logged and counted, and it is tried again; nothing that it throws ends the loop.
     *
     * @throws InterruptedException when the platform stops
     */
    void run() throws InterruptedException;
}
