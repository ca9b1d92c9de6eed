package dev.slipway.login;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Brings a person whose log-in did not succeed to a page that offers another try. That happens where the identity provider's session
 * ends between its word and the platform's question about it; Quarkus answers 401 with nothing to read.
 */
@ApplicationScoped
class FailedLogins {
    private final String callback;

    FailedLogins(@ConfigProperty(name = "quarkus.oidc.authentication.redirect-path") String callback) {
        this.callback = callback;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, 8_000);
    }

    private void handle(RoutingContext context) {
        if (callback.equals(context.normalizedPath())) {
            HttpServerResponse response = context.response();
            context.addHeadersEndHandler(end -> {
                if (response.getStatusCode() == 401) {
                    response.setStatusCode(303).putHeader("Location", LogoutResource.LOGGED_OUT + "?login=failed");
                }
            });
        }
        context.next();
    }
}
