package dev.slipway.connection;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets the platform work at a few requests of each user at a time; their others wait in the order in which they came. So who sends
 * hundreds at once waits for their own, and another's next request does not. Workspaces' own origins, whose requests are passed on
 * and no more, and the pages' files come before this.
 *
 * <p>Most of what a short request costs is to know whose it is. A request therefore waits twice: before that is looked at, behind
 * those that show the same token or session, where it has proved true before, else behind all unknown ones from the same address;
 * and then behind those of the same user, who may have many tokens.
 */
@ApplicationScoped
class Turns {
    /** Before anything that costs, such as the look for a login. */
    private static final int BEFORE_AUTHENTICATION = 9_000;

    /** After {@link RequestGate}, which lets in what there is room for. */
    private static final int AFTER_THE_GATE = 40;

    /** About as many as a page asks for at once. */
    private static final int AT_A_TIME = 4;

    /** A request that takes longer waits for something else than a processor, and holds up nobody behind it. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** Whoever asks this starts the platform anew when no answer comes. */
    private static final String LIVENESS = "/q/health/live";

    /** A session's cookie, and the first of those in which a long one comes. */
    private static final String[] SESSIONS = {"q_session", "q_session_chunk_1"};

    /** Tokens and sessions that are remembered to be true; who has left the memory waits with the unknown, once. */
    private static final int MOST_REMEMBERED = 1_000;

    private final Map<Whose, Line> lines = new HashMap<>();
    private final Map<String, Credential> proved = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Credential> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private sealed interface Whose {}

    private record Address(String host) implements Whose {}

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
        if (RequestGate.comesWithoutALogin(context) || context.normalizedPath().equals(LIVENESS)) {
            context.next();
        } else {
            enter(senderOf(context.request()), context);
        }
    }

    private void checkUser(RoutingContext context) {
        if (!RequestGate.isForTheApi(context)) {
            context.next();
            return;
        }
        Callers.sending(context).subscribe().with(sender -> enter(sender, context), fault -> context.next());
    }

    private void enter(Optional<Caller> sender, RoutingContext context) {
        if (sender.isPresent()) {
            remember(context.request());
            enter(new User(sender.get().id()), context);
        } else {
            context.next();
        }
    }

    private synchronized Whose senderOf(HttpServerRequest request) {
        return shownBy(request)
                .<Whose>map(proved::get)
                .orElseGet(() -> new Address(request.remoteAddress().hostAddress()));
    }

    private synchronized void remember(HttpServerRequest request) {
        shownBy(request).ifPresent(shown -> proved.computeIfAbsent(shown, Credential::new));
    }

    /** The token or the session that a request shows, true or not. */
    private static Optional<String> shownBy(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return Optional.of(header.substring(header.lastIndexOf(' ') + 1));
        }
        return Stream.of(SESSIONS)
                .map(request::getCookie)
                .filter(Objects::nonNull)
                .map(session -> session.getValue())
                .findFirst();
    }

    private void enter(Whose whose, RoutingContext request) {
        Context thread = request.vertx().getOrCreateContext();
        if (beginsNow(whose, () -> thread.runOnContext(now -> begin(whose, request)))) {
            begin(whose, request);
        } else {
            request.request().pause(); // so that its end is not there before anyone who wants to hear of it
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
