package dev.slipway.queue;

import dev.slipway.capacity.Capacity;
import dev.slipway.database.Database;
import dev.slipway.holder.Holder;
import dev.slipway.loop.Bell;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where holders wait for what they need, in the order of admission. A place is taken in the transaction that admits, and kept until
 * what is needed is leased, or nobody wants it any more.
 */
@ApplicationScoped
public class Queue {
    private final Database database;
    private final EntryTable table;
    private final Clock clock;
    private final Bell bell = new Bell();
    /** Whether a look is due; at the start it is, since a process before us may have ended with one outstanding. */
    private final AtomicBoolean isAsked = new AtomicBoolean(true);

    Queue(Database database, EntryTable table, Clock clock) {
        this.database = database;
        this.table = table;
        this.clock = clock;
    }

    /**
     * Takes a place at the end; who has one keeps it.
     *
     * @param needs of processors and memory
     * @param isReady whether it could begin, with its image here; who could not is passed over until it says so here
     */
    public void join(Holder holder, Capacity needs, boolean isReady) {
        database.transact(() -> {
            int changed = table.add(
                    holder.id(), clock.instant(), Math.toIntExact(needs.cpuMillis()), needs.memoryBytes(), isReady);
            if (changed > 0 && isReady) {
                look();
            }
        });
    }

    /** Gives its place up; true: it had one. */
    public boolean leave(Holder holder) {
        return database.transact(() -> table.remove(holder.id())) > 0;
    }

    /** Has those who wait looked at again as soon as the caller's transaction is kept: something of what they wait for may be free. */
    public void look() {
        Database.afterCommit(() -> {
            isAsked.set(true);
            bell.ring();
        });
    }

    /** Whether {@link #look} was called since this was. */
    boolean isAsked() {
        return isAsked.getAndSet(false);
    }

    /** The ids of those who could begin, and wait for what others have. */
    public Set<String> ready() {
        return Set.copyOf(database.transact(table::readyHolders));
    }

    /** The entries of those who are ready to be served, in the order of admission. */
    List<EntryRow> entries() {
        return database.transact(table::ready);
    }

    /** How many have a place. */
    long length() {
        return database.transact(table::count);
    }

    Bell bell() {
        return bell;
    }
}
