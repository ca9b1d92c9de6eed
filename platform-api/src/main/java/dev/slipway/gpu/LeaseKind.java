package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;

/** How much of a GPU is leased. */
enum LeaseKind {
    /** All of it. */
    WHOLE,
    /** A MIG instance. */
    INSTANCE,
    /** A share of its time and memory. */
    SHARE;

    static LeaseKind of(Grant grant) {
        return switch (grant) {
            case Grant.Whole whole -> WHOLE;
            case Grant.Instance instance -> INSTANCE;
            case Grant.Share share -> SHARE;
        };
    }
}
