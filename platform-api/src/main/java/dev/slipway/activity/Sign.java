package dev.slipway.activity;

import java.time.Instant;

/** What one look tells of one part. */
public sealed interface Sign {
    /** What was seen, for a person. */
    String detail();

    /**
     * It has done something.
     *
     * @param at when last, as far as that is told; the present while it goes on
     */
    record Seen(Instant at, String detail) implements Sign {}

    /** It does nothing now, and did nothing since the look before. */
    record Quiet(String detail) implements Sign {}

    /** It cannot be told, which is never taken for doing nothing. */
    record Unknown(String detail) implements Sign {}
}
