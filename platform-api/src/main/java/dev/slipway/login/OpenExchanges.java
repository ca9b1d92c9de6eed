package dev.slipway.login;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is open by logins just now, such as a stream of events or a WebSocket, so that it ends when its login does, and no user has
 * so much of it that others have none.
 */
@ApplicationScoped
public class OpenExchanges {
    /** A page of JupyterLab has a dozen; a program that uses more than this is to wait for its own answers. */
    private static final int MOST_OF_A_USER = 256;

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

    /** No record: two exchanges of one login are never the same. */
    private static final class Exchange {
        private final Login login;
        private final String user;
        private final Object of;
        private final Runnable cut;
        private final BooleanSupplier isOver;

        Exchange(Login login, String user, Object of, Runnable cut, BooleanSupplier isOver) {
            this.login = login;
            this.user = user;
            this.of = of;
            this.cut = cut;
            this.isOver = isOver;
        }
    }

    /** Holds a request until it is answered; its connection is closed when the login ends before that. */
    public void hold(Login login, String user, RoutingContext context) {
        HttpConnection connection = context.request().connection();
        HttpServerResponse response = context.response();
        Runnable letGo = hold(
                new Exchange(login, user, connection, connection::close, () -> response.ended() || response.closed()));
        context.addEndHandler(done -> letGo.run());
    }

    /** Holds something else that is cut when the login ends, until what is returned is run. */
    public Runnable hold(Login login, String user, Runnable cut) {
        return hold(new Exchange(login, user, cut, cut, () -> false));
    }

    private Runnable hold(Exchange exchange) {
        open.add(exchange);
        byUser.merge(exchange.user, 1, Integer::sum);
        return () -> letGo(exchange);
    }

    private void letGo(Exchange exchange) {
        if (open.remove(exchange)) {
            byUser.computeIfPresent(exchange.user, (user, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Whether a user has more open than one may have. */
    public boolean areTooMany(String user) {
        if (byUser.getOrDefault(user, 0) <= MOST_OF_A_USER) {
            return false;
        }
        letGoWhatIsOver();
        return byUser.getOrDefault(user, 0) > MOST_OF_A_USER;
    }

    /** Forgets the exchanges that are over: the end handlers of a request are not called for every stream that ends. */
    private void letGoWhatIsOver() {
        for (Exchange exchange : open) {
            if (exchange.isOver.getAsBoolean()) {
                letGo(exchange);
            }
        }
    }

    /**
     * Cuts all exchanges of the matching logins, except those over the given connection, and forgets the exchanges that ended without
     * their end handler being called.
     */
    void cut(Predicate<Login> logins, @Nullable HttpConnection own) {
        letGoWhatIsOver();
        for (Exchange exchange : open) {
            if (!exchange.of.equals(own) && logins.test(exchange.login)) {
                exchange.cut.run();
            }
        }
    }
}
