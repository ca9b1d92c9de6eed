package dev.slipway.operation;

/** Does operations of one kind. Whatever it does must bear being done again: it may be killed at any point. */
public interface OperationWork {
    Operation.Kind kind();

    /**
     * Does the work and returns when it is done. Interrupted, it stops.
     *
     * @param report is told how far it is
     * @throws OperationFailedException when trying again would not help
     * @throws RuntimeException when it may: it is done again
     */
    void run(Operation operation, OperationReport report) throws InterruptedException;
}
