package dev.slipway.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Puts a check before the calls of an interface. */
public final class Guard {
    private Guard() {}

    /**
     * The same, each of whose calls is checked first.
     *
     * @param check throws what the caller is to be told where a call may not be made
     */
    public static <T> T of(Class<T> type, T guarded, Consumer<Method> check) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    check.accept(method);
                    try {
                        return method.invoke(guarded, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }
}
