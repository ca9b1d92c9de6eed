package dev.slipway.network;

import dev.slipway.database.Database;
import dev.slipway.database.RandomId;
import dev.slipway.holder.Holder;
import dev.slipway.holder.HolderContainers;
import dev.slipway.holder.Holders;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Which network, and with it which bridge, a container has. It has one to itself for as long as it exists; then the network
 * rests, and serves another later. To make one anew for each launch would cost it a tenth of its time. Who has one is a
 * workspace, or an operation that builds or tries an image.
 */
@ApplicationScoped
public class Bridges {
    /**
     * How long a network rests before another has its addresses: longer than any platform process remembers
     * where the last one's server was, which is two seconds.
     */
    private static final Duration REST = Duration.ofSeconds(10);

    /** What is kept for later launches. */
    private static final int MOST_SPARE = 24;

    /** What is made for later launches. */
    private static final int LEAST_SPARE = 2;

    private static final int ADDRESSES_OF_SPARE = NetworkSpec.addressesFor(1);

    private static final int LENGTH = BridgeNames.LONGEST_ID - 1;

    private final Database database;
    private final BridgeTable table;
    private final Holders holders;
    private final HolderContainers containers;
    private final Clock clock;
    private final BridgeNames names;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean noneIsFormer;

    Bridges(
            Database database,
            BridgeTable table,
            Holders holders,
            HolderContainers containers,
            Clock clock,
            BridgeNames names) {
        this.database = database;
        this.table = table;
        this.holders = holders;
        this.containers = containers;
        this.clock = clock;
        this.names = names;
    }

    /** The holder's network: the one that it has, one of its size that rested, or a new one. */
    public NetworkSpec of(Holder holder) {
        return database.transact(() -> table.heldBy(holder.id())
                .map(row -> spec(row.id, row.addresses))
                .orElseGet(() -> given(holder)));
    }

    private NetworkSpec given(Holder holder) {
        holders.hold(holder);
        int addresses = NetworkSpec.addressesFor(containers.countOf(holder));
        return spec(
                table.rested(holder.id(), addresses, clock.instant().minus(REST), BridgeNames.LONGEST_ID)
                        .orElseGet(() -> made(holder, addresses)),
                addresses);
    }

    private NetworkSpec spec(String id, int addresses) {
        ResourceId resource = new ResourceId(id);
        return new NetworkSpec(resource, names.of(resource), addresses);
    }

    /** Adds a new network for the holder and returns its id. */
    private String made(Holder holder, int addresses) {
        return added(id -> table.add(id, holder.id(), addresses));
    }

    /** Adds a row under a new id, which differs from workspaces' ids in its first letter and its length, and returns the id. */
    private String added(ToIntFunction<String> add) {
        while (true) {
            String id = "n" + RandomId.of(LENGTH, random);
            if (add.applyAsInt(id) == 1) {
                return id;
            }
        }
    }

    /** Its container is gone: others may have its network, after a rest. */
    public void leave(Holder holder) {
        database.transact(() -> table.leave(holder.id(), clock.instant()));
    }

    /** The holders that have a network now. */
    public List<Holder> holders() {
        return database.transact(table::holders).stream().map(Holder::read).toList();
    }

    /** Every network that someone has or may have. */
    public Set<ResourceId> known() {
        return database.transact(table::ids).stream().map(ResourceId::new).collect(Collectors.toSet());
    }

    /** The bridges that an earlier Slipway named: they serve their holders to the end, and no other. */
    Set<String> former() {
        if (noneIsFormer) {
            return Set.of(); // no more are made
        }
        Set<String> former =
                known().stream().filter(BridgeNames::isFormer).map(names::of).collect(Collectors.toSet());
        noneIsFormer = former.isEmpty();
        return former;
    }

    /**
     * Forgets what rests and is not in the engine, as after {@code ./slipway down}: to make it would take as long as to make another.
     *
     * @param there what the engine was found to have
     * @param listed when it was asked
     */
    void forgetGone(Set<ResourceId> there, Instant listed) {
        database.transact(() -> table.restedBefore(listed).stream()
                .filter(id -> !there.contains(new ResourceId(id)))
                .forEach(table::forget));
    }

    /** Adds networks that rest, until there are enough of them for the next launches; returns those that it added, which are to be made. */
    List<NetworkSpec> addSpares() {
        return database.transact(() -> {
            List<NetworkSpec> added = new ArrayList<>();
            for (long spare = table.spare(ADDRESSES_OF_SPARE); spare < LEAST_SPARE; spare++) {
                String id = added(fresh -> table.addSpare(fresh, ADDRESSES_OF_SPARE, clock.instant()));
                added.add(spec(id, ADDRESSES_OF_SPARE));
            }
            return added;
        });
    }

    /** Forgets those that rested the longest, where too many do, and the former ones; their networks are to be removed. */
    public void forgetSurplus() {
        database.transact(() -> {
            table.forgetFormer(BridgeNames.LONGEST_ID);
            table.forgetSurplus(MOST_SPARE);
        });
    }
}
