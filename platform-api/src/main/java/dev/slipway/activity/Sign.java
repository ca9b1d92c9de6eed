package dev.slipway.activity;

import java.time.Instant;

/** What one look saw of one part of a workspace's activity. */
public sealed interface Sign {
    /** What was seen, for a person. */
    String detail();

    /**
     * The part has done something.
     *
     * @param at the last time it did, as far as the look found out; the present while it goes on
     */
    record Seen(Instant at, String detail) implements Sign {}

    /** It does nothing now, and did nothing since the look before. */
    record Quiet(String detail) implements Sign {}

    /** The look could not find out whether the part does something. This never counts as doing nothing. */
    record Unknown(String detail) implements Sign {}
}
