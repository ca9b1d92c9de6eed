package dev.slipway.login;

import dev.slipway.identity.Callers;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.runtime.LogoutException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets no one in by a login that has ended, and holds what others open by theirs. */
@ApplicationScoped
class LoginCheck implements SecurityIdentityAugmentor {
    private final EndedLogins ended;
    private final OpenExchanges open;

    LoginCheck(EndedLogins ended, OpenExchanges open) {
        this.ended = ended;
        this.open = open;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return augment(identity, context, Map.of());
    }

    @Override
    public Uni<SecurityIdentity> augment(
            SecurityIdentity identity, AuthenticationRequestContext context, Map<String, Object> attributes) {
        Optional<Login> login = Login.of(identity);
        if (login.isEmpty()) {
            return Uni.createFrom().item(identity);
        }
        @Nullable RoutingContext request = HttpSecurityUtils.getRoutingContextAttribute(attributes);
        if (request != null) {
            // Before the look: a login that ends between the two cuts it.
            open.hold(login.get(), Callers.of(identity).id(), request);
        }
        Optional<Boolean> known = ended.remembered(login.get());
        return known.isPresent()
                ? Uni.createFrom().item(() -> judged(identity, known.get()))
                : context.runBlocking(() -> judged(identity, ended.isEnded(login.get())));
    }

    /** Of a session, Quarkus asks for a new login for its own fault alone; for others it answers 401 and nothing else. */
    private static SecurityIdentity judged(SecurityIdentity identity, boolean isEnded) {
        if (isEnded) {
            boolean isSession = identity.getCredential(IdTokenCredential.class) != null;
            throw isSession ? new LogoutException() : new AuthenticationFailedException("The login has ended");
        }
        return identity;
    }
}
