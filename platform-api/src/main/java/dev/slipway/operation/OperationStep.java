package dev.slipway.operation;

import dev.slipway.step.Step;

/** What happens to an operation for good, whatever its work is. */
enum OperationStep implements Step {
    SUBMIT,
    /** A process is at it. */
    BEGIN,
    /** It is tried once more. */
    ATTEMPT,
    /** It has ended, well or not. */
    FINISH
}
