package dev.slipway.identity;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
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

    /** The caller behind an identity, where someone is logged in. */
    static Optional<Caller> known(SecurityIdentity identity) {
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
