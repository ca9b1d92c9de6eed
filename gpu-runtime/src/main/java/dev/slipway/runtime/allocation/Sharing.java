package dev.slipway.runtime.allocation;

import dev.slipway.runtime.quantity.Bytes;

/** How a GPU is wanted. */
public sealed interface Sharing {
    /** For one alone. */
    record Exclusive() implements Sharing {}

    /**
     * A MIG instance.
     *
     * @param profile such as {@code 1g.10gb}
     */
    record Mig(String profile) implements Sharing {}

    /**
     * By turns with others.
     *
     * @param memory of each GPU's memory, more than zero
     */
    record Shared(Bytes memory) implements Sharing {
        public Shared {
            if (memory.value() == 0) {
                throw new IllegalArgumentException("a share has memory");
            }
        }
    }
}
