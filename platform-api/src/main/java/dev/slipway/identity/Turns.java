package dev.slipway.identity;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
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
 *
 * <p>Most of what a short request costs is to know whose it is. A request therefore waits twice: behind those that show the same
 * token or session, before that is looked at, and behind those of the same user, who may have many tokens.
 */
@ApplicationScoped
class Turns {
    /** Before Quarkus looks for a login, and before {@link RequestGate} asks for it. */
    private static final int BEFORE_AUTHENTICATION = 6_900;

    /** After {@link RequestGate}, which lets in what there is room for. */
    private static final int AFTER_THE_GATE = 40;

    /** About as many as a page asks for at once. */
    private static final int AT_A_TIME = 4;

    /** A request that takes longer waits for something else than a processor, and holds up nobody behind it. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** A session's cookie, and the first of those in which a long one comes. */
    private static final String[] SESSIONS = {"q_session", "q_session_chunk_1"};

    private final Map<Whose, Line> lines = new HashMap<>();

    private sealed interface Whose {}

    private record Credential(String shown) implements Whose {}

    private record User(String id) implements Whose {}

    private static final class Line {
        private int atWork;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
    }

    void register(@Observes Filters filters) {
        filters.register(this::checkCredential, BEFORE_AUTHENTICATION);
        filters.register(this::checkUser, AFTER_THE_GATE);
    }

    private void checkCredential(RoutingContext context) {
        if (isForTheApi(context)) {
            context.request().pause();
            enter(new Credential(shownBy(context.request())), context);
        } else {
            context.next();
        }
    }

    private void checkUser(RoutingContext context) {
        if (!isForTheApi(context)) {
            context.next();
            return;
        }
        Callers.sending(context)
                .subscribe()
                .with(
                        sender ->
                                sender.ifPresentOrElse(caller -> enter(new User(caller.id()), context), context::next),
                        fault -> context.next());
    }

    private static boolean isForTheApi(RoutingContext context) {
        return context.normalizedPath().startsWith("/api");
    }

    /** The token or the session that a request shows, true or not, else the address that it comes from. */
    private static String shownBy(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.substring(header.lastIndexOf(' ') + 1);
        }
        for (String name : SESSIONS) {
            Cookie session = request.getCookie(name);
            if (session != null) {
                return session.getValue();
            }
        }
        return request.remoteAddress().hostAddress();
    }

    private void enter(Whose whose, RoutingContext request) {
        Context thread = request.vertx().getOrCreateContext();
        if (beginsNow(whose, () -> thread.runOnContext(now -> begin(whose, request)))) {
            begin(whose, request);
        }
    }

    private synchronized boolean beginsNow(Whose whose, Runnable later) {
        Line line = lines.computeIfAbsent(whose, key -> new Line());
        if (line.atWork == AT_A_TIME) {
            line.waiting.add(later);
            return false;
        }
        line.atWork++;
        return true;
    }

    /** A turn ends when the answer begins: a stream is open for longer than it is work. */
    private void begin(Whose whose, RoutingContext request) {
        if (request.response().closed()) { // while it waited
            next(whose);
            return;
        }
        AtomicBoolean isOver = new AtomicBoolean();
        Runnable end = () -> {
            if (!isOver.getAndSet(true)) {
                next(whose);
            }
        };
        long late = request.vertx().setTimer(LONGEST.toMillis(), timer -> end.run());
        request.addHeadersEndHandler(answered -> {
            request.vertx().cancelTimer(late);
            end.run();
        });
        request.next();
    }

    private void next(Whose whose) {
        @Nullable Runnable next = takeNext(whose);
        if (next != null) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable takeNext(Whose whose) {
        Line line = lines.get(whose);
        if (line == null) {
            throw new IllegalStateException("a turn ended that nobody had");
        }
        if (line.waiting.isEmpty() && --line.atWork == 0) {
            lines.remove(whose);
        }
        return line.waiting.poll();
    }
}
