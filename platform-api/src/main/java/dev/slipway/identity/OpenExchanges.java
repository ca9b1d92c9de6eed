package dev.slipway.identity;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is open by logins just now, such as a stream of events or a WebSocket, so that it ends when its login does. */
@ApplicationScoped
public class OpenExchanges {
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();

    /** No record: two exchanges of one login are never the same. */
    private static final class Exchange {
        private final Login login;
        private final Object of;
        private final Runnable cut;
        private final BooleanSupplier isOver;

        Exchange(Login login, Object of, Runnable cut, BooleanSupplier isOver) {
            this.login = login;
            this.of = of;
            this.cut = cut;
            this.isOver = isOver;
        }
    }

    /** Holds a request until it is answered; its connection is closed when the login ends before that. */
    public void hold(Login login, RoutingContext context) {
        HttpConnection connection = context.request().connection();
        HttpServerResponse response = context.response();
        Runnable letGo =
                hold(new Exchange(login, connection, connection::close, () -> response.ended() || response.closed()));
        context.addEndHandler(done -> letGo.run());
    }

    /** Holds something else that is cut when the login ends, until what is returned is run. */
    public Runnable hold(Login login, Runnable cut) {
        return hold(new Exchange(login, cut, cut, () -> false));
    }

    private Runnable hold(Exchange exchange) {
        open.add(exchange);
        return () -> open.remove(exchange);
    }

    /**
     * Cuts all that is open by such logins, but for what goes on over a connection of its own, and lets go what is over without
     * having said so: not every end of a stream reaches the request's end handlers.
     */
    void cut(Predicate<Login> logins, @Nullable HttpConnection own) {
        open.removeIf(exchange -> exchange.isOver.getAsBoolean());
        for (Exchange exchange : open) {
            if (!exchange.of.equals(own) && logins.test(exchange.login)) {
                exchange.cut.run();
            }
        }
    }
}
