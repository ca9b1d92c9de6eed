package dev.slipway.floor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Makes every call of an interface two steps of a {@link Life}: one before anything is done, one when it is done and not yet told. */
final class Steps {
    private Steps() {}

    static <T> T of(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass().equals(Object.class)
                            || method.getName().equals("close")) {
                        return call(real, method, arguments);
                    }
                    String name = type.getSimpleName() + "." + method.getName();
                    Life.step(name);
                    Object answer = call(real, method, arguments);
                    Life.step(name + ", done");
                    return answer;
                }));
    }

    static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
