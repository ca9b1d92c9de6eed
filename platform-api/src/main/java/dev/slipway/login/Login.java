package dev.slipway.login;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * One login of a person's at the identity provider, which a browser and all that it opened go by.
 *
 * @param id the provider's session ({@code sid}); the person's subject where the provider names no sessions, so that all logins of
 *     the person's are one
 * @param issuedAt when the token was issued that a request came with, by the provider's clock
 */
@Embeddable
public record Login(
        @Column(name = "login_id") String id,
        @Column(name = "login_issued_at") Instant issuedAt) {
    /** The login that a token names which was checked before, or comes out of a place that no one else writes to. */
    static Login in(String checkedToken) {
        byte[] claims = Base64.getUrlDecoder().decode(checkedToken.split("\\.", -1)[1]);
        JsonObject token = new JsonObject(new String(claims, StandardCharsets.UTF_8));
        return new Login(token.getString("sid", token.getString("sub")), Instant.ofEpochSecond(token.getLong("iat")));
    }

    /** The login behind an identity; none: nobody has logged in. */
    public static Optional<Login> of(SecurityIdentity identity) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        String session = token.getClaim("sid");
        return Optional.of(new Login(
                session == null ? token.getSubject() : session, Instant.ofEpochSecond(token.getIssuedAtTime())));
    }
}
