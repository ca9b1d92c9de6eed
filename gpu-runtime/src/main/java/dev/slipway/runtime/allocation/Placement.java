package dev.slipway.runtime.allocation;

import java.util.List;

/** What came of a request. */
public sealed interface Placement {
    /**
     * These.
     *
     * @param host where they are
     * @param grants as many as were asked for
     */
    record Placed(String host, List<Grant> grants) implements Placement {
        public Placed {
            grants = List.copyOf(grants);
        }
    }

    /**
     * The hardware is here and not free.
     *
     * @param message what it waits for, for a person
     */
    record Waiting(String message) implements Placement {}

    /**
     * No host here has what is asked for, however free.
     *
     * @param message with what is here, for a person
     */
    record Impossible(String message) implements Placement {}
}
