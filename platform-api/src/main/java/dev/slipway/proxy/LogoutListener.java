package dev.slipway.proxy;

import io.quarkus.oidc.SecurityEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Ends a user's sessions on workspaces with the login on the platform. */
@ApplicationScoped
class LogoutListener {
    private final WorkspaceSessions sessions;

    LogoutListener(WorkspaceSessions sessions) {
        this.sessions = sessions;
    }

    void loggedOut(@ObservesAsync SecurityEvent event) {
        boolean logout = event.getEventType() == SecurityEvent.Type.OIDC_LOGOUT_RP_INITIATED;
        if (logout && event.getSecurityIdentity().getPrincipal() instanceof JsonWebToken token) {
            sessions.end(token.getSubject());
        }
    }
}
