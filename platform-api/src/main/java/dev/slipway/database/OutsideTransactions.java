package dev.slipway.database;

/** Keeps what transactions do not wait for from being called within one. */
public final class OutsideTransactions {
    private OutsideTransactions() {}

    /**
     * The same, which refuses to be called within a transaction.
     *
     * @param what it leads to, as {@link Database#requireOutside} says it
     */
    public static <T> T guard(Class<T> type, String what, T guarded) {
        return Guard.of(type, guarded, method -> Database.requireOutside(what));
    }
}
