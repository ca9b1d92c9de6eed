package dev.slipway.login;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Has tokens remembered that everything else has let in. */
@ApplicationScoped
class TokenMemory implements SecurityIdentityAugmentor {
    private final RememberedTokens tokens;

    TokenMemory(RememberedTokens tokens) {
        this.tokens = tokens;
    }

    /** After all others. */
    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        tokens.keep(identity);
        return Uni.createFrom().item(identity);
    }
}
