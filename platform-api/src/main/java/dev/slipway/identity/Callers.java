package dev.slipway.identity;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Reads the caller from what the identity provider vouches for. */
public final class Callers {
    /** The role without which nobody enters. */
    public static final String USER = "user";

    /** The role of those who run the platform; they enter by it too. */
    public static final String ADMIN = "admin";

    /** The role of those who may build images. */
    public static final String BUILDER = "builder";

    private static final Set<String> ROLES = Set.of(USER, ADMIN, BUILDER);

    private Callers() {}

    /**
     * The caller behind an identity.
     *
     * @throws UnauthorizedException when no one is logged in
     */
    public static Caller of(SecurityIdentity identity) {
        return known(identity).orElseThrow(UnauthorizedException::new);
    }

    /**
     * Who sends a request; empty: nobody who is logged in. Nothing of its body comes before that is known. Of a login that does not
     * count, which is a fault here, the API tells in its own words.
     */
    public static Uni<Optional<Caller>> sending(RoutingContext request) {
        request.request().pause();
        request.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        return QuarkusHttpUser.getSecurityIdentity(request, null).map(Callers::known);
    }

    /** The caller behind an identity, where someone is logged in. */
    public static Optional<Caller> known(SecurityIdentity identity) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        var roles = new TreeSet<>(identity.getRoles());
        roles.retainAll(ROLES);
        var groups = new TreeSet<String>();
        Object claim = token.getClaim("groups");
        if (claim instanceof Collection<?> names) {
            names.forEach(name -> groups.add(plain(String.valueOf(name))));
        }
        return Optional.of(new Caller(token.getSubject(), token.getName(), roles, groups));
    }

    /** Keycloak may write a group as a path, {@code /research}. A claim read as JSON keeps its quotes. */
    private static String plain(String group) {
        return group.replaceAll("^\"?/?|\"$", "");
    }
}
