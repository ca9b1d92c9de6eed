package dev.slipway.runtime.engine;

import java.util.Optional;

/** Receives what a stream of the engine carries, on one thread at a time. */
public interface StreamListener<T> {
    void onItem(T item);

    /**
     * Called once, when nothing more will come, unless the subscription was closed first.
     *
     * @param fault why, when the stream did not end by itself
     */
    void onEnd(Optional<EngineException> fault);
}
