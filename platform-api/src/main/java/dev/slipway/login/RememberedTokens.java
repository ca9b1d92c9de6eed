package dev.slipway.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.slipway.identity.Callers;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Access tokens that were checked once, until they expire or their login ends: a client of the API sends the same token with every
 * request. Whether the login has ended is asked as ever, and a token of which that is not known just now is checked like a new one.
 */
@ApplicationScoped
class RememberedTokens implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";
    private static final int MOST = 10_000;

    private final EndedLogins ended;
    private final OpenExchanges open;
    private final Clock clock;
    private final Cache<String, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfter(Expiry.creating((String token, Known one) -> left(one.until())))
            .build();

    RememberedTokens(EndedLogins ended, OpenExchanges open, Clock clock) {
        this.ended = ended;
        this.open = open;
        this.clock = clock;
    }

    /** Whom a token is of, and until when it says so. */
    record Known(SecurityIdentity identity, Login login, Instant until) {}

    /** Keeps whom a token is of, where it is one that clients show; a browser's session is renewed on its way. */
    void keep(SecurityIdentity identity) {
        AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
        Optional<Login> login = Login.of(identity);
        if (token != null
                && login.isPresent()
                && identity.getCredential(IdTokenCredential.class) == null
                && identity.getPrincipal() instanceof JsonWebToken claims) {
            Instant until = Instant.ofEpochSecond(claims.getExpirationTime());
            known.put(token.getToken(), new Known(withoutItsRequest(identity), login.get(), until));
        }
    }

    /** How long a token may still be kept: until it expires. */
    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A copy of the identity that serves for any request, without references to the request that it came with. */
    private static SecurityIdentity withoutItsRequest(SecurityIdentity identity) {
        QuarkusSecurityIdentity.Builder same = QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addRoles(identity.getRoles())
                .addCredentials(identity.getCredentials());
        identity.getAttributes().forEach((name, value) -> {
            if (!(value instanceof RoutingContext) && !(value instanceof AuthenticationRequestContext)) {
                same.addAttribute(name, value);
            }
        });
        return same.build();
    }

    /** Higher than that of Quarkus's own mechanism, which then checks only the tokens that are not remembered here. */
    @Override
    public int getPriority() {
        return HttpAuthenticationMechanism.DEFAULT_PRIORITY + 100;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String header = context.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().nullItem();
        }
        String token = header.substring(BEARER.length());
        Optional<Known> one = valid(token);
        if (one.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        Login login = one.get().login();
        SecurityIdentity identity = one.get().identity();
        open.hold(login, Callers.of(identity).id(), context);
        // The login may have ended just before this request was held, so that nothing would cut the request.
        if (ended.remembered(login).orElse(false)) {
            throw new AuthenticationFailedException("The login has ended");
        }
        return Uni.createFrom().item(identity);
    }

    /** Whom a token is of that was checked, has not expired, and whose login is known to go on. */
    Optional<Known> valid(String token) {
        Optional<Known> kept = Optional.ofNullable(known.getIfPresent(token));
        boolean isGood = kept.filter(one -> clock.instant().isBefore(one.until()))
                .filter(one -> !ended.remembered(one.login()).orElse(true))
                .isPresent();
        if (!isGood) {
            known.invalidate(token);
        }
        return kept.filter(one -> isGood);
    }

    /** No challenge: Quarkus's own mechanism challenges whoever is not let in here. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
