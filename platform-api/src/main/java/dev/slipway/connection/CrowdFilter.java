package dev.slipway.connection;

import dev.slipway.identity.Callers;
import dev.slipway.login.OpenExchanges;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a request of a user who has too many under way already. */
public final class CrowdFilter {
    private final OpenExchanges open;

    CrowdFilter(OpenExchanges open) {
        this.open = open;
    }

    @ServerRequestFilter
    public void check(RoutingContext context) {
        if (context.user() instanceof QuarkusHttpUser user) {
            Callers.known(user.getSecurityIdentity())
                    .filter(caller -> open.areTooMany(caller.id()))
                    .ifPresent(caller -> {
                        throw new ProblemException(
                                ProblemCode.RATE_LIMITED, "You have too many requests and streams open at once");
                    });
        }
    }
}
