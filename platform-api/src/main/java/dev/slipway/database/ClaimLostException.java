package dev.slipway.database;

/**
 * This process has lost its claim on what a thread works at, or cannot tell whether it still has it. The thread's next change
 * is not made.
 */
public final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One that was lost. */
    public ClaimLostException(Claim claim) {
        super("the claim to " + claim.key() + " is lost");
    }
}
