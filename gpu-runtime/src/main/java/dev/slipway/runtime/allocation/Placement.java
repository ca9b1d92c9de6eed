package dev.slipway.runtime.allocation;

import java.util.List;
import java.util.stream.Collectors;

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
     * @param request what was asked for
     * @param taken what became of those GPUs that would do
     */
    record Waiting(GpuRequest request, List<Taken> taken) implements Placement {
        public Waiting {
            taken = List.copyOf(taken);
        }

        /** What it waits for, for a person. */
        public String message() {
            return "Waits for " + request.words() + "; of those that would do, "
                    + taken.stream().map(Taken::words).collect(Collectors.joining(", "));
        }
    }

    /** Nobody can tell what is free: the GPUs' driver does not answer. */
    record Unseen() implements Placement {
        /** What it waits for, for a person. */
        public String message() {
            return "Waits for the GPUs' driver, which does not answer";
        }
    }

    /**
     * No host here has what is asked for, however free.
     *
     * @param message with what is here, for a person
     */
    record Impossible(String message) implements Placement {}

    /**
     * GPUs of which what was asked for cannot be had now.
     *
     * @param count how many
     * @param how what became of them
     * @param by who uses them from outside Slipway, in words, a few; none of any other
     */
    record Taken(int count, How how, List<String> by) {
        public Taken {
            by = List.copyOf(by);
        }

        private String words() {
            return count + " "
                    + switch (how) {
                        case CORDONED -> "held back by an administrator";
                        case UNHEALTHY -> "not healthy";
                        case USED_FROM_OUTSIDE ->
                            "used outside Slipway" + (by.isEmpty() ? "" : " by " + String.join(" and ", by));
                        case LEASED -> "leased";
                        case WITHHELD -> "kept for one that waits longer";
                        case FREE -> "free";
                    };
        }
    }

    /** What became of a GPU. */
    enum How {
        /** Others have something of it. */
        LEASED,
        /** An administrator holds it back. */
        CORDONED,
        /** It is ill or gone. */
        UNHEALTHY,
        /** A process that Slipway did not start computes on it. */
        USED_FROM_OUTSIDE,
        /** Nobody has it, and it is kept for one that waits longer. */
        WITHHELD,
        /** Nobody has it; there are too few of them. */
        FREE
    }
}
