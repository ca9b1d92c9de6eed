package dev.slipway.operation;

import java.time.Duration;

/** Does operations of one kind. Whatever it does must bear being done again: it may be killed at any point. */
public interface OperationWork {
    Operation.Kind kind();

    /** How long it may take from its first beginning on, waits and all that is tried again included. */
    default Duration longest() {
        return Duration.ofDays(1);
    }

    /**
     * Does the work and returns when it is done. Interrupted, it stops.
     *
     * @param report is told how far it is
     * @throws OperationFailedException when trying again would not help
     * @throws RuntimeException when it may: it is done again
     */
    void run(Operation operation, OperationReport report) throws InterruptedException;
}
