package dev.slipway.operation;

import java.util.function.Consumer;

/** Does operations of one kind. Whatever it does must bear being done again: it may be killed at any point. */
public interface OperationWork {
    Operation.Kind kind();

    /**
     * Does the work and returns when it is done. Interrupted, it stops.
     *
     * @param progress is told how far it is, as often as there is news
     * @throws OperationFailedException when trying again would not help
     * @throws RuntimeException when it may: it is done again
     */
    void run(Operation operation, Consumer<Progress> progress) throws InterruptedException;
}
