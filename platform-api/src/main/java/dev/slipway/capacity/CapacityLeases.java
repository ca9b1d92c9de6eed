package dev.slipway.capacity;

import dev.slipway.database.Database;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/**
 * The leases of the host's processors and memory. A lease that ends stays in its table. Nothing here checks that enough is
 * free: the caller of {@link #take} does, under a lock.
 */
@ApplicationScoped
public class CapacityLeases {
    private final Database database;
    private final CapacityTable table;
    private final Holders holders;
    private final HostCapacity host;
    private final Clock clock;

    CapacityLeases(Database database, CapacityTable table, Holders holders, HostCapacity host, Clock clock) {
        this.database = database;
        this.table = table;
        this.holders = holders;
        this.host = host;
        this.clock = clock;
    }

    /** The capacity of the whole host that may be leased. */
    public Capacity all() {
        return host.all();
    }

    /** The part of {@link #all} that no holder leases. */
    public Capacity free() {
        CapacityTable.Sum taken = database.transact(table::taken);
        return host.all().without(new Capacity(taken.cpuMillis(), taken.memoryBytes()));
    }

    /** Whether a holder has what it asks for. */
    public boolean has(Holder holder) {
        return database.transact(() -> table.count(holder.id())) > 0;
    }

    /** Gives a holder this, within the caller's transaction. */
    public void take(Holder holder, Capacity capacity) {
        Database.requireWithin();
        database.transact(() -> {
            holders.hold(holder);
            CapacityRow row = new CapacityRow();
            row.holder = holder.id();
            row.cpuMillis = Math.toIntExact(capacity.cpuMillis());
            row.memoryBytes = capacity.memoryBytes();
            row.leasedAt = clock.instant();
            table.add(row);
        });
    }

    /** Ends a holder's lease. Returns how many leases it had. */
    public int release(Holder holder) {
        return database.transact(() -> table.end(holder.id(), clock.instant()));
    }
}
