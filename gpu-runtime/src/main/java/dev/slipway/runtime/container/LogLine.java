package dev.slipway.runtime.container;

import java.time.Instant;

/**
 * A line of a container's output, whole but for a very long one: see {@link LineCutter}.
 *
 * @param at when the engine received its beginning
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
