package dev.slipway.imagebuild;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Gives the role {@code builder} to administrators and to the members of the groups that they allowed. */
@ApplicationScoped
class BuilderRole implements SecurityIdentityAugmentor {
    private final Set<String> groups;

    BuilderRole(BuildConfig config) {
        this.groups = config.groups().orElse(Set.of());
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(identity);
        }
        Caller caller = Callers.of(identity);
        boolean builds = caller.isAdmin()
                || (caller.mayEnter() && caller.groups().stream().anyMatch(groups::contains));
        return Uni.createFrom()
                .item(
                        builds
                                ? QuarkusSecurityIdentity.builder(identity)
                                        .addRole(Callers.BUILDER)
                                        .build()
                                : identity);
    }
}
