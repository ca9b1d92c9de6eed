package dev.slipway.login;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends a login that the identity provider says is over, for example because an administrator ended it there
 * (<a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">back-channel logout</a>). Quarkus receives that, checks it
 * and answers; what it accepted holds here too.
 */
@ApplicationScoped
class BackChannelLogout {
    private static final Logger LOG = Logger.getLogger(BackChannelLogout.class);

    private final EndedLogins ended;
    private final String path;

    BackChannelLogout(EndedLogins ended, @ConfigProperty(name = "quarkus.oidc.logout.backchannel.path") String path) {
        this.ended = ended;
        this.path = path;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, 8_000);
    }

    private void handle(RoutingContext context) {
        if (path.equals(context.normalizedPath())) {
            context.addEndHandler(done -> answered(context));
        }
        context.next();
    }

    private void answered(RoutingContext context) {
        @Nullable String token = context.request().getFormAttribute("logout_token");
        if (context.response().getStatusCode() == 200 && token != null) {
            Login login = Login.in(token);
            Thread.ofVirtual().start(() -> end(login));
        }
    }

    private void end(Login login) {
        try {
            ended.end(login, null);
        } catch (RuntimeException e) {
            LOG.warnf("login not ended login=%s cause=%s", login.id(), e.getMessage());
        }
    }
}
