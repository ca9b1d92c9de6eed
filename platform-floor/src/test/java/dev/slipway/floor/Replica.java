package dev.slipway.floor;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A platform process beside others, on the same database and the same engine. It has beans of its own in those rooms in which
 * something is kept in memory, made as the container makes them; the rest, which keeps nothing or what no one changes, is shared.
 */
public final class Replica implements AutoCloseable {
    private static final Set<String> ROOMS = Set.of(
            "dev.slipway.admission",
            "dev.slipway.catalogue",
            "dev.slipway.compatibility",
            "dev.slipway.container",
            "dev.slipway.dockerfile",
            "dev.slipway.eviction",
            "dev.slipway.home",
            "dev.slipway.idle",
            "dev.slipway.image",
            "dev.slipway.image.api",
            "dev.slipway.imagebuild",
            "dev.slipway.imagebuild.context",
            "dev.slipway.launch",
            "dev.slipway.loop",
            "dev.slipway.monitor",
            "dev.slipway.network",
            "dev.slipway.notice",
            "dev.slipway.operation",
            "dev.slipway.operationlog",
            "dev.slipway.queue",
            "dev.slipway.reconcile",
            "dev.slipway.registration",
            "dev.slipway.trial",
            "dev.slipway.workspace",
            "dev.slipway.workspace.api");

    private static final Set<String> SHARED = Set.of("dev.slipway.catalogue.Catalogue", "dev.slipway.loop.ThisHost");
    private static final Set<String> FURTHER = Set.of("dev.slipway.database.SessionLocks");

    private final Map<Class<?>, Object> own = new LinkedHashMap<>();

    /** The process's bean of a type. */
    public <T> T bean(Class<T> type) {
        return type.cast(instance(type, type));
    }

    private synchronized Object instance(Class<?> type, Type whole) {
        if (type.equals(Instance.class)) {
            return all(argumentOf(whole));
        }
        if (type.equals(Event.class)) {
            return event();
        }
        if (!isOwn(type)) {
            return Floor.bean(type);
        }
        Object known = own.get(type);
        if (known == null) {
            known = make(type);
            own.put(type, known);
        }
        return known;
    }

    private static Class<?> argumentOf(Type type) {
        return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static boolean isOwn(Class<?> type) {
        boolean isOfARoom = ROOMS.contains(type.getPackageName()) && !SHARED.contains(type.getName());
        return (isOfARoom || FURTHER.contains(type.getName())) && type.isAnnotationPresent(ApplicationScoped.class);
    }

    private Object make(Class<?> type) {
        Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                .max(Comparator.comparing((Constructor<?> candidate) -> candidate.isAnnotationPresent(Inject.class))
                        .thenComparingInt(Constructor::getParameterCount))
                .orElseThrow();
        constructor.setAccessible(true);
        Object[] arguments = Arrays.stream(constructor.getParameters())
                .map(parameter -> instance(parameter.getType(), parameter.getParameterizedType()))
                .toArray();
        try {
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no " + type + " of its own", e);
        }
    }

    /** All beans of a type, of which nobody asks more than to be gone through. */
    private Object all(Class<?> type) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {Instance.class}, (proxy, method, arguments) -> {
                    List<Object> beans = Arc.container()
                            .select(type, Any.Literal.INSTANCE)
                            .handlesStream()
                            .map(handle ->
                                    ((InstanceHandle<?>) handle).getBean().getBeanClass())
                            .map(found -> instance(found, found))
                            .toList();
                    return switch (method.getName()) {
                        case "stream" -> beans.stream();
                        case "iterator" -> beans.iterator();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    /** Tells the process's own beans, as far as there are. */
    private Object event() {
        return Proxy.newProxyInstance(
                Event.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, arguments) -> {
                    tell(arguments[0]);
                    return null;
                });
    }

    private void tell(Object event) {
        own().forEach(bean -> observersOf(bean, event.getClass()).forEach(method -> tell(bean, method, event)));
    }

    /** An observer asks for the event first, and for beans. */
    private void tell(Object bean, Method observer, Object event) {
        Object[] arguments = Arrays.stream(observer.getParameters())
                .map(parameter -> parameter.isAnnotationPresent(Observes.class)
                        ? event
                        : instance(parameter.getType(), parameter.getParameterizedType()))
                .toArray();
        call(bean, observer, arguments);
    }

    private synchronized List<Object> own() {
        return List.copyOf(own.values());
    }

    private static Stream<Method> observersOf(Object bean, Class<?> event) {
        return Arrays.stream(bean.getClass().getDeclaredMethods()).filter(method -> {
            Parameter[] parameters = method.getParameters();
            return parameters.length > 0
                    && parameters[0].isAnnotationPresent(Observes.class)
                    && parameters[0].getType().equals(event);
        });
    }

    private static void call(Object bean, Method method, Object... arguments) {
        try {
            method.setAccessible(true);
            method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins a loop, as the platform's start does. */
    public void begin(Class<?> loop) {
        Object bean = instance(loop, loop);
        observersOf(bean, StartupEvent.class).forEach(method -> tell(bean, method, new StartupEvent()));
    }

    /** Ends its loops, and lets go of what it has of the database: its locks. A process that has died does that by dying. */
    @Override
    public void close() {
        tell(new ShutdownEvent());
        for (Object bean : own()) {
            Arrays.stream(bean.getClass().getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(PreDestroy.class))
                    .forEach(method -> call(bean, method));
        }
    }
}
