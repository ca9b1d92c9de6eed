package dev.slipway.runtime.container;

import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a container's output is wanted.
 *
 * @param tail the last so many lines, 0 or more; of a line longer than 16 KiB, Docker counts each piece in which it keeps it
 * @param since only what came at or after this second
 * @param follow whether to go on with what is written from now on, until the container ends
 */
public record LogQuery(int tail, Optional<Instant> since, boolean follow) {
    public LogQuery {
        if (tail < 0) {
            throw new IllegalArgumentException("a number of lines is zero or more");
        }
    }
}
