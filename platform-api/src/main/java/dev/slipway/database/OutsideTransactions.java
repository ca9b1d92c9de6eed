package dev.slipway.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Keeps what transactions do not wait for from being called within one. */
public final class OutsideTransactions {
    private OutsideTransactions() {}

    /**
     * The same, which refuses to be called within a transaction.
     *
     * @param what it leads to, as {@link Database#requireOutside} says it
     */
    public static <T> T guard(Class<T> type, String what, T guarded) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Database.requireOutside(what);
                    try {
                        return method.invoke(guarded, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }
}
