package dev.slipway.identity;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives the role {@code user}, without which nobody enters, to administrators, who enter by their own. */
@ApplicationScoped
class EntryRole implements SecurityIdentityAugmentor {
    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        boolean lacksIt = identity.hasRole(Callers.ADMIN) && !identity.hasRole(Callers.USER);
        return Uni.createFrom()
                .item(
                        lacksIt
                                ? QuarkusSecurityIdentity.builder(identity)
                                        .addRole(Callers.USER)
                                        .build()
                                : identity);
    }
}
