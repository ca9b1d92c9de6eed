package dev.slipway.identity;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets the API work at a few requests of each user at a time; their others wait in the order in which they came. So who sends
 * hundreds at once waits for their own, and another's next request does not.
 */
@ApplicationScoped
class Turns {
    /** After {@link RequestGate}, which lets in what there is room for. */
    private static final int AFTER_THE_GATE = 40;

    /** About as many as a page asks for at once. */
    private static final int AT_A_TIME = 4;

    /** A request that takes longer waits for something else than a processor, and holds up nobody behind it. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** By the id of a user who has requests at work. */
    private final Map<String, Line> lines = new HashMap<>();

    private static final class Line {
        private int atWork;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_THE_GATE);
    }

    private void check(RoutingContext context) {
        if (!context.normalizedPath().startsWith("/api")) {
            context.next();
            return;
        }
        Callers.sending(context)
                .subscribe()
                .with(
                        sender -> sender.ifPresentOrElse(caller -> enter(caller.id(), context), context::next),
                        fault -> context.next());
    }

    private void enter(String user, RoutingContext request) {
        Context thread = request.vertx().getOrCreateContext();
        if (beginsNow(user, () -> thread.runOnContext(now -> begin(user, request)))) {
            begin(user, request);
        }
    }

    private synchronized boolean beginsNow(String user, Runnable later) {
        Line line = lines.computeIfAbsent(user, key -> new Line());
        if (line.atWork == AT_A_TIME) {
            line.waiting.add(later);
            return false;
        }
        line.atWork++;
        return true;
    }

    /** A turn ends when the answer begins: a stream is open for longer than it is work. */
    private void begin(String user, RoutingContext request) {
        if (request.response().closed()) { // while it waited
            next(user);
            return;
        }
        AtomicBoolean isOver = new AtomicBoolean();
        Runnable end = () -> {
            if (!isOver.getAndSet(true)) {
                next(user);
            }
        };
        long late = request.vertx().setTimer(LONGEST.toMillis(), timer -> end.run());
        request.addHeadersEndHandler(answered -> {
            request.vertx().cancelTimer(late);
            end.run();
        });
        request.next();
    }

    private void next(String user) {
        @Nullable Runnable next = takeNext(user);
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable takeNext(String user) {
        Line line = lines.get(user);
        if (line == null) {
            throw new IllegalStateException("a turn ended that nobody had");
        }
        if (line.waiting.isEmpty() && --line.atWork == 0) {
            lines.remove(user);
        }
        return line.waiting.poll();
    }
}
