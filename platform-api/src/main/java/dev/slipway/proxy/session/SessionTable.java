package dev.slipway.proxy.session;

import dev.slipway.workspace.WorkspaceId;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.annotations.processing.HQL;

/** The tables of sessions on workspaces and of the codes that lead to them. */
@Repository
interface SessionTable {
    @Insert
    void add(HandoverRow row);

    @Insert
    void add(SessionRow row);

    /** The code, where it serves a browser that holds one of these. */
    @HQL("""
            where codeHash = :code and workspaceId = :workspace and stateHash in :states and expiresAt > :now
            """)
    Optional<HandoverRow> code(String code, WorkspaceId workspace, Set<String> states, Instant now);

    /** Uses a code up; 0: someone was faster. */
    @HQL("delete from HandoverRow where codeHash = :code")
    int useUp(String code);

    @HQL("where tokenHash in :tokens and workspaceId = :workspace and expiresAt > :now")
    List<SessionRow> sessions(Set<String> tokens, WorkspaceId workspace, Instant now);

    @HQL("delete from HandoverRow where expiresAt < :now")
    int forgetCodes(Instant now);

    @HQL("delete from SessionRow where expiresAt < :now")
    int forgetSessions(Instant now);
}
