package dev.slipway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.time.Duration;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For how long a token that was checked once is believed. */
class RememberedTokensFloorIT {
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final RememberedTokens tokens = Floor.bean(RememberedTokens.class);
    private final EndedLogins ended = Floor.bean(EndedLogins.class);
    private final String token = UUID.randomUUID().toString();

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    private QuarkusSecurityIdentity.Builder identity() {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("alice");
        claims.setStringClaim("sid", token);
        claims.setIssuedAt(NumericDate.fromMilliseconds(Floor.clock().millis()));
        claims.setExpirationTime(NumericDate.fromMilliseconds(Floor.clock().millis() + LIFETIME.toMillis()));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new DefaultJWTCallerPrincipal(claims))
                .addCredential(new AccessTokenCredential(token));
    }

    private Login login() {
        return Login.of(identity().build()).orElseThrow();
    }

    @Test
    void isBelievedUntilItExpires() {
        tokens.keep(identity().build());
        assertThat(ended.isEnded(login())).isFalse(); // as every check of one asks
        assertThat(tokens.valid(token)).isPresent();
        Floor.clock().pass(LIFETIME.plusSeconds(1));
        assertThat(tokens.valid(token)).isEmpty();
    }

    @Test
    void isNotBelievedFromTheMomentOnInWhichItsLoginEnds() {
        tokens.keep(identity().build());
        assertThat(ended.isEnded(login())).isFalse();
        assertThat(tokens.valid(token)).isPresent();
        ended.end(login(), null);
        assertThat(tokens.valid(token)).isEmpty();
    }

    /** Whether a login goes on that another process may have ended is known for two seconds; then a token is checked like a new one. */
    @Test
    void isNotBelievedWhereItIsNotKnownWhetherItsLoginGoesOn() {
        tokens.keep(identity().build());
        assertThat(tokens.valid(token)).isEmpty();
    }

    /** A browser's session is renewed on its way, and has another end. */
    @Test
    void keepsNoSessions() {
        tokens.keep(identity().addCredential(new IdTokenCredential("id")).build());
        assertThat(ended.isEnded(login())).isFalse();
        assertThat(tokens.valid(token)).isEmpty();
    }
}
