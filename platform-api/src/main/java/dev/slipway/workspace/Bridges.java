package dev.slipway.workspace;

import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Session;

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

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Bridges(Clock clock) {
        this.clock = clock;
    }

    /** The workspace's network: the one that it has, one that rested, or a new one. */
    @Transactional
    NetworkSpec of(WorkspaceId workspace) {
        ResourceId id = held(workspace).or(() -> rested(workspace)).orElseGet(() -> made(workspace));
        return new NetworkSpec(id, WorkspaceFirewall.BRIDGE_PREFIX + id.value());
    }

    private Optional<ResourceId> held(WorkspaceId workspace) {
        return session()
                .createNativeQuery("select id from bridge where workspace_id = ?1", String.class)
                .setParameter(1, workspace.value())
                .getResultStream()
                .map(ResourceId::new)
                .findFirst();
    }

    private Optional<ResourceId> rested(WorkspaceId workspace) {
        return session()
                .createNativeQuery("""
                        update bridge set workspace_id = ?1, free_since = null
                        where id = (
                          select id from bridge where workspace_id is null and free_since < ?2
                          order by free_since limit 1 for update skip locked)
                        returning id
                        """, String.class)
                .setParameter(1, workspace.value())
                .setParameter(2, Timestamp.from(clock.instant().minus(REST)))
                .getResultStream()
                .map(ResourceId::new)
                .findFirst();
    }

    /** An id as a workspace's, but for its first letter: no one takes the one for the other. */
    private ResourceId made(WorkspaceId workspace) {
        String id = "n" + WorkspaceId.random(random).value().substring(1);
        session()
                .createNativeMutationQuery("insert into bridge (id, workspace_id) values (?1, ?2)")
                .setParameter(1, id)
                .setParameter(2, workspace.value())
                .executeUpdate();
        return new ResourceId(id);
    }

    /** Its container is gone: others may have its network, after a rest. */
    @Transactional
    void leave(WorkspaceId workspace) {
        session()
                .createNativeMutationQuery(
                        "update bridge set workspace_id = null, free_since = ?2 where workspace_id = ?1")
                .setParameter(1, workspace.value())
                .setParameter(2, Timestamp.from(clock.instant()))
                .executeUpdate();
    }

    /** Every network that a workspace has or may have. */
    @Transactional
    Set<ResourceId> known() {
        Set<ResourceId> known = new HashSet<>();
        session()
                .createNativeQuery("select id from bridge", String.class)
                .getResultStream()
                .map(ResourceId::new)
                .forEach(known::add);
        return known;
    }

    /** Forgets those that rested the longest, where too many do; their networks are to be removed. */
    @Transactional
    void forgetSurplus() {
        session().createNativeMutationQuery("""
                        delete from bridge where id in (
                          select id from bridge where workspace_id is null
                          order by free_since desc offset ?1 for update skip locked)
                        """).setParameter(1, MOST_SPARE).executeUpdate();
    }

    private static Session session() {
        return Panache.getSession();
    }
}
