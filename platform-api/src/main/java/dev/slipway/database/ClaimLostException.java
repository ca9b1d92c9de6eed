package dev.slipway.database;

/** What a thread works at is not its process's any more, or nobody can tell: whatever it was about to do is not done. */
public final class ClaimLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One that was lost. */
    public ClaimLostException(Claim claim) {
        super("the claim to " + claim.key() + " is lost");
    }
}
