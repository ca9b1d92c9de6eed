package dev.slipway.holder;

import dev.slipway.database.Database;
import dev.slipway.identity.Party;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps who holds something: whose it is, and when it began and ended. */
@ApplicationScoped
public class Holders {
    private final Database database;
    private final HolderTable table;
    private final ContainerTable containers;
    private final EventTable events;
    private final Clock clock;

    Holders(Database database, HolderTable table, ContainerTable containers, EventTable events, Clock clock) {
        this.database = database;
        this.table = table;
        this.containers = containers;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Admits a holder with one container, within the caller's transaction if there is one. A holder that exists already, such
     * as the trial of an operation that is begun again, is opened again.
     *
     * @param groups that its owner is in now
     */
    public void admit(Holder holder, Party owner, Set<String> groups) {
        database.transact(() -> {
            if (table.hold(holder.id()) == 0) {
                table.add(row(holder, owner, groups));
                containers.add(container(holder));
            }
        });
    }

    private HolderRow row(Holder holder, Party owner, Set<String> groups) {
        HolderRow row = new HolderRow();
        row.id = holder.id();
        row.kind = holder.kind();
        row.ownerId = owner.id().orElse(null);
        row.ownerName = owner.name();
        row.admittedGroups = groups.stream().sorted().toList();
        row.since = clock.instant();
        return row;
    }

    private static ContainerRow container(Holder holder) {
        ContainerRow row = new ContainerRow();
        row.key = new ContainerRow.Key(holder.id(), 0);
        return row;
    }

    /** Notes that a holder is given something, within the caller's transaction. */
    public void hold(Holder holder) {
        Database.requireWithin();
        database.transact(() -> table.hold(holder.id()));
    }

    /** Notes that a holder holds nothing any more. */
    public void end(Holder holder) {
        database.transact(() -> table.end(holder.id(), clock.instant()));
    }

    /**
     * Ends a holder for good: removes its events and its containers' rows. Its own row stays, since its former leases still
     * count.
     */
    public void forget(Holder holder) {
        database.transact(() -> {
            events.removeOf(holder.id());
            containers.removeOf(holder.id());
            table.end(holder.id(), clock.instant());
        });
    }

    /** The holders that hold something, or may. */
    public List<Holder> open() {
        return database.transact(table::open).stream().map(Holder::read).toList();
    }

    /** The owners of holders, by the holders' ids. */
    public Map<String, Party> owners(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : database.transact(() -> table.among(ids)).stream()
                        .collect(Collectors.toMap(
                                row -> row.id, row -> new Party(Optional.ofNullable(row.ownerId), row.ownerName)));
    }
}
