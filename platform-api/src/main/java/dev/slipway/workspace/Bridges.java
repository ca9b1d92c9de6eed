package dev.slipway.workspace;

import dev.slipway.database.Database;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Which network, and with it which bridge, a workspace has. It has one to itself for as long as its container exists; then
 * the network rests, and serves another workspace later. To make one anew for each launch would cost it a tenth of its time.
 */
@ApplicationScoped
class Bridges {
    /**
     * How long a network rests before another workspace has its addresses: longer than any platform process remembers
     * where the last one's server was, which is two seconds.
     */
    private static final Duration REST = Duration.ofSeconds(10);

    /** What is kept for later launches. */
    private static final int MOST_SPARE = 24;

    private final Database database;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Bridges(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The workspace's network: the one that it has, one that rested, or a new one. */
    NetworkSpec of(WorkspaceId workspace) {
        ResourceId id = database.call(
                sql -> held(sql, workspace).or(() -> rested(sql, workspace)).orElseGet(() -> made(sql, workspace)));
        return new NetworkSpec(id, WorkspaceFirewall.BRIDGE_PREFIX + id.value());
    }

    private static Optional<ResourceId> held(Handle sql, WorkspaceId workspace) {
        return sql.createQuery("select id from bridge where workspace_id = :workspace")
                .bind("workspace", workspace.value())
                .map(Bridges::id)
                .findFirst();
    }

    private Optional<ResourceId> rested(Handle sql, WorkspaceId workspace) {
        return sql.createQuery("""
                        update bridge set workspace_id = :workspace, free_since = null
                        where id = (
                          select id from bridge where workspace_id is null and free_since < :rested
                          order by free_since limit 1 for update skip locked)
                        returning id
                        """)
                .bind("workspace", workspace.value())
                .bind("rested", clock.instant().minus(REST))
                .map(Bridges::id)
                .findFirst();
    }

    /** An id as a workspace's, but for its first letter: no one takes the one for the other. */
    private ResourceId made(Handle sql, WorkspaceId workspace) {
        String id = "n" + WorkspaceId.random(random).value().substring(1);
        sql.createUpdate("insert into bridge (id, workspace_id) values (:id, :workspace)")
                .bind("id", id)
                .bind("workspace", workspace.value())
                .execute();
        return new ResourceId(id);
    }

    /** Its container is gone: others may have its network, after a rest. */
    void leave(WorkspaceId workspace) {
        database.run(sql -> sql.createUpdate(
                        "update bridge set workspace_id = null, free_since = :now where workspace_id = :workspace")
                .bind("now", clock.instant())
                .bind("workspace", workspace.value())
                .execute());
    }

    /** Every network that a workspace has or may have. */
    Set<ResourceId> known() {
        return database.call(
                sql -> sql.createQuery("select id from bridge").map(Bridges::id).set());
    }

    /** Forgets those that rested the longest, where too many do; their networks are to be removed. */
    void forgetSurplus() {
        database.run(sql -> sql.createUpdate("""
                        delete from bridge where id in (
                          select id from bridge where workspace_id is null
                          order by free_since desc offset :spare for update skip locked)
                        """).bind("spare", MOST_SPARE).execute());
    }

    private static ResourceId id(ResultSet row, StatementContext context) throws SQLException {
        return new ResourceId(row.getString("id"));
    }
}
