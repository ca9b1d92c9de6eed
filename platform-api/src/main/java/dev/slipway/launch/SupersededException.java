package dev.slipway.launch;

import org.jspecify.annotations.Nullable;

/** Something else is wanted of the workspace now than what a step was at, which was given up. */
public final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SupersededException(@Nullable Throwable cause) {
        super("something else is wanted now", cause);
    }
}
