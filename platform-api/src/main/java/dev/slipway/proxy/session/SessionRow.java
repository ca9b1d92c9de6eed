package dev.slipway.proxy.session;

import dev.slipway.workspace.WorkspaceId;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A browser's session on a workspace; of its token the hash alone is kept. */
@Entity
@Table(name = "workspace_session")
class SessionRow {
    @Id
    String tokenHash;

    WorkspaceId workspaceId;

    @Embedded
    WorkspaceSessions.Session session;

    Instant expiresAt;

    static SessionRow of(
            String tokenHash, WorkspaceId workspace, WorkspaceSessions.Session session, Instant expiresAt) {
        SessionRow row = new SessionRow();
        row.tokenHash = tokenHash;
        row.workspaceId = workspace;
        row.session = session;
        row.expiresAt = expiresAt;
        return row;
    }
}
