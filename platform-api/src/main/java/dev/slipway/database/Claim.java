package dev.slipway.database;

import java.util.Optional;

/**
 * A lock of {@link SessionLocks} as a thread has taken it. Threads work within it. It is a fencing token: what is driven under a lock
 * keeps the number of whoever claimed it last, and every change by an earlier one is refused, however late it comes.
 *
 * @param key what is locked
 * @param number grows with each lock that is taken, whatever its key and whichever process takes it
 */
public record Claim(String key, long number) {
    private static final ScopedValue<Claim> CURRENT = ScopedValue.newInstance();

    /** The claim within which this thread works. */
    public static Optional<Claim> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Works within it. */
    public <T, X extends Throwable> T within(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /**
     * Refuses a change by a thread whose claim on this key is out of date: another process has claimed it since. A thread without a
     * claim, or with a claim on something else, may make the change.
     *
     * @param key what is changed
     * @param last the number of whoever claimed it last, as its row has it
     * @throws ClaimLostException where that is another than this thread's
     */
    public static void requireStill(String key, long last) {
        current()
                .filter(claim -> claim.key().equals(key) && claim.number() != last)
                .ifPresent(claim -> {
                    throw new ClaimLostException(claim);
                });
    }
}
