package dev.slipway.proxy.session;

import dev.slipway.workspace.WorkspaceId;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A code by which a browser brings its login to a workspace's origin; of secrets their hashes alone are kept. */
@Entity
@Table(name = "handover_code")
class HandoverRow {
    @Id
    String codeHash;

    /** Of what the browser has to hold. */
    String stateHash;

    WorkspaceId workspaceId;

    @Embedded
    WorkspaceSessions.Session session;

    Instant expiresAt;

    static HandoverRow of(
            String codeHash,
            String stateHash,
            WorkspaceId workspace,
            WorkspaceSessions.Session session,
            Instant expiresAt) {
        HandoverRow row = new HandoverRow();
        row.codeHash = codeHash;
        row.stateHash = stateHash;
        row.workspaceId = workspace;
        row.session = session;
        row.expiresAt = expiresAt;
        return row;
    }
}
