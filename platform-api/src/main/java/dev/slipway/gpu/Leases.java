package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Who has what of which GPU. The schema allows no lease twice; see {@code V2__gpus.sql}. */
@ApplicationScoped
public class Leases {
    private static final String COLUMNS =
            "select l.workspace_id, l.gpu_uuid, l.kind, l.mig_uuid, l.share_bytes, l.leased_at, w.owner_id, w.owner_name"
                    + " from gpu_lease l join workspace w on w.id = l.workspace_id ";

    private final Clock clock;

    Leases(Clock clock) {
        this.clock = clock;
    }

    /**
     * One lease.
     *
     * @param holder the id of the workspace that has it
     * @param ownerId whose workspace it is
     * @param ownerName their name
     */
    public record Lease(String holder, Grant grant, Instant since, String ownerId, String ownerName) {}

    @Transactional
    public List<Lease> all() {
        return query(COLUMNS + "order by l.id", null);
    }

    /** All leases, by GPU. */
    Map<GpuUuid, List<Lease>> byGpu() {
        return all().stream()
                .collect(Collectors.groupingBy(lease -> lease.grant().gpu()));
    }

    /** What a holder has. */
    @Transactional
    public List<Lease> of(String holder) {
        return query(COLUMNS + "where l.workspace_id = ?1 order by l.id", holder);
    }

    /** Whoever places within a transaction does so alone, until the transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    void placeAlone() {
        session()
                .createNativeQuery("select pg_advisory_xact_lock(hashtextextended('gpu', 2))", Object.class)
                .getSingleResult();
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void take(String holder, Grant grant, Gpu gpu) {
        session()
                .createNativeMutationQuery("""
                        insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values (?1, ?2, ?3)
                        on conflict (gpu_uuid) do nothing
                        """)
                .setParameter(1, grant.gpu().value())
                .setParameter(2, kindOf(grant))
                .setParameter(3, gpu.memory().value())
                .executeUpdate();
        session()
                .createNativeMutationQuery("""
                        insert into gpu_lease (workspace_id, gpu_uuid, kind, mig_uuid, share_bytes, leased_at)
                        values (?1, ?2, ?3, cast(?4 as text), cast(?5 as bigint), ?6)
                        """)
                .setParameter(1, holder)
                .setParameter(2, grant.gpu().value())
                .setParameter(3, kindOf(grant))
                .setParameter(
                        4,
                        grant instanceof Grant.Instance instance
                                ? instance.mig().value()
                                : null,
                        String.class)
                .setParameter(
                        5, grant instanceof Grant.Share share ? share.memory().value() : null, Long.class)
                .setParameter(6, Timestamp.from(clock.instant()))
                .executeUpdate();
    }

    /** Ends all leases of a holder, within the caller's transaction; how many there were. */
    @Transactional(Transactional.TxType.MANDATORY)
    public int release(String holder) {
        return session()
                .createNativeMutationQuery("delete from gpu_lease where workspace_id = ?1")
                .setParameter(1, holder)
                .executeUpdate();
    }

    private static String kindOf(Grant grant) {
        return switch (grant) {
            case Grant.Whole whole -> "WHOLE";
            case Grant.Instance instance -> "INSTANCE";
            case Grant.Share share -> "SHARE";
        };
    }

    private static List<Lease> query(String sql, @Nullable String holder) {
        var query = session().createNativeQuery(sql, Object[].class);
        if (holder != null) {
            query.setParameter(1, holder);
        }
        return query.getResultList().stream().map(Leases::lease).toList();
    }

    private static Lease lease(Object[] row) {
        GpuUuid gpu = new GpuUuid((String) row[1]);
        Grant grant = switch ((String) row[2]) {
            case "INSTANCE" -> new Grant.Instance(gpu, new GpuUuid((String) row[3]));
            case "SHARE" -> new Grant.Share(gpu, new Bytes(((Number) row[4]).longValue()));
            default -> new Grant.Whole(gpu);
        };
        return new Lease((String) row[0], grant, (Instant) row[5], (String) row[6], (String) row[7]);
    }

    private static Session session() {
        return Panache.getSession();
    }
}
