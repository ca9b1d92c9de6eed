package dev.slipway.login;

import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Where the page logs a browser out. What Slipway knows of the login ends before the answer: the session, its kept cookies, what
 * is open by it, the browser's sessions on workspaces. The identity provider's session ends when the browser goes where the answer
 * says (<a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-initiated logout</a>), and comes back from there.
 *
 * <p>A foreign page cannot ask for it: it is no GET, and {@link CsrfFilter} wants a header that no such page can set.
 */
@Tag(name = "The caller")
@Path("/api/v1/logout")
public class LogoutResource {
    /** The page that says that one is logged out, and logs nobody in. */
    static final String LOGGED_OUT = "/logged-out";

    private final EndedLogins ended;
    private final CurrentIdentityAssociation identities;
    private final OidcSession session;
    private final OidcConfigurationMetadata provider;
    private final RoutingContext context;
    private final URI publicUrl;
    private final String client;

    LogoutResource(
            EndedLogins ended,
            CurrentIdentityAssociation identities,
            OidcSession session,
            OidcConfigurationMetadata provider,
            RoutingContext context,
            @ConfigProperty(name = "slipway.public-url") URI publicUrl,
            @ConfigProperty(name = "quarkus.oidc.client-id") String client) {
        this.ended = ended;
        this.identities = identities;
        this.session = session;
        this.provider = provider;
        this.context = context;
        this.publicUrl = publicUrl;
        this.client = client;
    }

    /**
     * What is left to the browser.
     *
     * @param continueAt where it goes, so that the identity provider's session ends too
     */
    @Schema(name = "LoggedOut")
    public record LoggedOut(URI continueAt) {}

    /** Logs a browser out, also one whose session is over already: its login at the identity provider may not be. */
    @Operation(operationId = "logOut")
    @POST
    @PermitAll
    @RunOnVirtualThread
    public LoggedOut logOut() {
        Optional<Login> login = login();
        @Nullable AuthorizationCodeTokens tokens = context.get(AuthorizationCodeTokens.class.getName());
        Optional<String> idToken = Optional.ofNullable(tokens).map(AuthorizationCodeTokens::getIdToken);
        login.or(() -> idToken.map(Login::in))
                .ifPresent(own -> ended.end(own, context.request().connection()));
        session.logout().await().indefinitely();
        return new LoggedOut(continueAt(idToken));
    }

    private Optional<Login> login() {
        try {
            return Login.of(identities.getIdentity());
        } catch (SecurityException e) {
            return Optional.empty(); // a session that is over
        }
    }

    private URI continueAt(Optional<String> idToken) {
        String end = provider.getEndSessionUri();
        URI back = publicUrl.resolve(LOGGED_OUT);
        if (end == null) {
            return back; // the provider has no such thing
        }
        return URI.create(end + "?client_id=" + URLEncoder.encode(client, StandardCharsets.UTF_8)
                + "&post_logout_redirect_uri=" + URLEncoder.encode(back.toString(), StandardCharsets.UTF_8)
                + idToken.map(token -> "&id_token_hint=" + token).orElse(""));
    }
}
