package dev.slipway.gpu;

import dev.slipway.database.Database;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;

/** Who has what of which GPU. The schema allows no lease twice; see {@code V2__gpus.sql}. */
@ApplicationScoped
public class Leases {
    private static final String COLUMNS =
            "select l.workspace_id, l.gpu_uuid, l.kind, l.mig_uuid, l.share_bytes, l.leased_at, w.owner_id, w.owner_name"
                    + " from gpu_lease l join workspace w on w.id = l.workspace_id ";

    private final Database database;
    private final Clock clock;

    Leases(Database database, Clock clock) {
        this.database = database;
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

    public List<Lease> all() {
        return database.call(sql ->
                sql.createQuery(COLUMNS + "order by l.id").map(Leases::lease).list());
    }

    /** All leases, by GPU. */
    Map<GpuUuid, List<Lease>> byGpu() {
        return all().stream()
                .collect(Collectors.groupingBy(lease -> lease.grant().gpu()));
    }

    /** What a holder has. */
    public List<Lease> of(String holder) {
        return database.call(sql -> sql.createQuery(COLUMNS + "where l.workspace_id = :holder order by l.id")
                .bind("holder", holder)
                .map(Leases::lease)
                .list());
    }

    /** What holders have, by holder; who has nothing is left out. */
    public Map<String, List<Lease>> of(Collection<String> holders) {
        if (holders.isEmpty()) {
            return Map.of();
        }
        return database
                .call(sql -> sql.createQuery(COLUMNS + "where l.workspace_id in (<holders>) order by l.id")
                        .bindList("holders", List.copyOf(holders))
                        .map(Leases::lease)
                        .list())
                .stream()
                .collect(Collectors.groupingBy(Lease::holder));
    }

    /** Whoever places within a transaction does so alone, until the transaction ends. */
    void placeAlone() {
        database.runWithin(sql -> Database.lock(sql, "gpu", 2));
    }

    /** Within the caller's transaction. */
    void take(String holder, Grant grant, Gpu gpu) {
        database.runWithin(sql -> {
            sql.createUpdate("""
                            insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values (:gpu, :kind, :memory)
                            on conflict (gpu_uuid) do nothing
                            """)
                    .bind("gpu", grant.gpu().value())
                    .bind("kind", kindOf(grant))
                    .bind("memory", gpu.memory().value())
                    .execute();
            sql.createUpdate("""
                            insert into gpu_lease (workspace_id, gpu_uuid, kind, mig_uuid, share_bytes, leased_at)
                            values (:holder, :gpu, :kind, :mig, :share, :at)
                            """)
                    .bind("holder", holder)
                    .bind("gpu", grant.gpu().value())
                    .bind("kind", kindOf(grant))
                    .bind(
                            "mig",
                            grant instanceof Grant.Instance instance
                                    ? instance.mig().value()
                                    : null)
                    .bind(
                            "share",
                            grant instanceof Grant.Share share ? share.memory().value() : null)
                    .bind("at", clock.instant())
                    .execute();
        });
    }

    /** Ends all leases of a holder; how many there were. */
    public int release(String holder) {
        return database.call(sql -> sql.createUpdate("delete from gpu_lease where workspace_id = :holder")
                .bind("holder", holder)
                .execute());
    }

    private static String kindOf(Grant grant) {
        return switch (grant) {
            case Grant.Whole whole -> "WHOLE";
            case Grant.Instance instance -> "INSTANCE";
            case Grant.Share share -> "SHARE";
        };
    }

    private static Lease lease(ResultSet row, StatementContext context) throws SQLException {
        GpuUuid gpu = new GpuUuid(row.getString("gpu_uuid"));
        Grant grant = switch (row.getString("kind")) {
            case "INSTANCE" -> new Grant.Instance(gpu, new GpuUuid(row.getString("mig_uuid")));
            case "SHARE" -> new Grant.Share(gpu, new Bytes(row.getLong("share_bytes")));
            default -> new Grant.Whole(gpu);
        };
        return new Lease(
                row.getString("workspace_id"),
                grant,
                row.getTimestamp("leased_at").toInstant(),
                row.getString("owner_id"),
                row.getString("owner_name"));
    }
}
