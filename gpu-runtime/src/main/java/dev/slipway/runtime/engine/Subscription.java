package dev.slipway.runtime.engine;

/** An open stream of the engine. */
public interface Subscription extends AutoCloseable {
    /** Ends the stream; does nothing the second time. */
    @Override
    void close();
}
