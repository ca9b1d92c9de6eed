package dev.slipway.runtime.engine;

import java.time.Instant;

/**
 * A piece of a container's output, a line unless the program wrote a very long one.
 *
 * @param at when the engine received it
 * @param stream where the program wrote it
 * @param text what it wrote, without the line's end
 */
public record LogLine(Instant at, Stream stream, String text) {
    /** The two streams of a program without a terminal. */
    public enum Stream {
        STDOUT,
        STDERR
    }
}
