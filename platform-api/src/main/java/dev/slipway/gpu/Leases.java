package dev.slipway.gpu;

import dev.slipway.database.Database;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.identity.Party;
import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The leases of GPUs. The schema forbids that anything is leased twice; see {@code V2__gpus.sql} and {@code V13__holders.sql}. A
 * lease that ends stays in its table, from which usage is counted.
 */
@ApplicationScoped
public class Leases {
    private final Database database;
    private final LeaseTable table;
    private final Holders holders;
    private final Clock clock;

    Leases(Database database, LeaseTable table, Holders holders, Clock clock) {
        this.database = database;
        this.table = table;
        this.holders = holders;
        this.clock = clock;
    }

    /**
     * One lease that has not ended.
     *
     * @param holder the id of the holder that has it
     * @param owner whose holder it is
     */
    public record Lease(String holder, Grant grant, Instant since, Party owner) {}

    public List<Lease> all() {
        return database.transact(() -> owned(table.open()));
    }

    /** All leases, by GPU. */
    public Map<GpuUuid, List<Lease>> byGpu() {
        return all().stream()
                .collect(Collectors.groupingBy(lease -> lease.grant().gpu()));
    }

    /** What is leased of each GPU. */
    Map<GpuUuid, List<Grant>> grants() {
        return database.transact(() -> table.open()).stream()
                .map(LeaseRow::grant)
                .collect(Collectors.groupingBy(Grant::gpu));
    }

    /** What a holder has. */
    public List<Lease> of(String holder) {
        return database.transact(() -> owned(table.open(List.of(holder))));
    }

    /** The leases of several holders, by holder; a holder without leases is left out. */
    public Map<String, List<Lease>> of(Collection<String> holders) {
        return holders.isEmpty()
                ? Map.of()
                : database.transact(() -> owned(table.open(holders))).stream()
                        .collect(Collectors.groupingBy(Lease::holder));
    }

    private List<Lease> owned(List<LeaseRow> rows) {
        Map<String, Party> owners =
                holders.owners(rows.stream().map(row -> row.holder).collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> new Lease(
                        row.holder, row.grant(), row.leasedAt, Objects.requireNonNull(owners.get(row.holder))))
                .toList();
    }

    /** The ids of the holders that have a lease. */
    public Set<String> holders() {
        return Set.copyOf(database.transact(table::holders));
    }

    /** Within the caller's transaction. */
    void take(Holder holder, Grant grant, Gpu gpu) {
        Database.requireWithin();
        database.transact(() -> {
            holders.hold(holder);
            table.occupy(
                    grant.gpu().value(),
                    LeaseKind.of(grant).name(),
                    gpu.memory().value());
            table.add(LeaseRow.of(holder.id(), grant, clock.instant()));
        });
    }

    /** Ends all leases of a holder. Returns how many there were. */
    public int release(String holder) {
        return database.transact(() -> table.end(holder, clock.instant()));
    }
}
