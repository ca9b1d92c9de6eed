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
 * Lets the platform work at a few requests of each user at a time; the user's other requests wait in the order in which they
 * came. A user who sends hundreds at once thus delays nobody else. Requests to workspaces' own origins, which are only passed
 * on, and requests for the pages' files are handled before this and take no turn.
 *
 * <p>The largest cost of a short request is to authenticate it. A request therefore waits twice. Before authentication it waits
 * behind the requests with the same token or session if that was valid before, else behind all unknown requests from the same
 * address. After authentication it waits behind the requests of the same user, who may have many tokens.
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

    /** Takes no turn: a supervisor restarts the platform when this does not answer. */
    private static final String LIVENESS = "/q/health/live";

    /** The cookie of a session, and the first of the cookies over which a long session is split. */
    private static final String[] SESSIONS = {"q_session", "q_session_chunk_1"};

    /**
     * How many valid tokens and sessions are remembered. The next request of one that was dropped waits once with the unknown
     * ones.
     */
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

    /** The token or the session that a request carries, valid or not. */
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
            request.request().pause(); // so that the end of its body does not come before a handler for it is set
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

    /**
     * Begins a turn. It ends when the answer begins, since a stream stays open for long without work, or after {@link
     * #LONGEST}.
     */
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
