package dev.slipway.network;

import dev.slipway.database.Database;
import dev.slipway.database.RandomId;
import dev.slipway.holder.Holder;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.firewall.BridgeNames;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

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

    private static final int LENGTH = BridgeNames.LONGEST_ID - 1;

    private final Database database;
    private final Clock clock;
    private final BridgeNames names;
    private final SecureRandom random = new SecureRandom();
    private volatile boolean noneIsFormer;

    Bridges(Database database, Clock clock, BridgeNames names) {
        this.database = database;
        this.clock = clock;
        this.names = names;
    }

    /** The holder's network: the one that it has, one that rested, or a new one. */
    public NetworkSpec of(Holder holder) {
        String name = holder.id();
        ResourceId id =
                database.call(sql -> held(sql, name).or(() -> rested(sql, name)).orElseGet(() -> made(sql, name)));
        return new NetworkSpec(id, names.of(id));
    }

    private static Optional<ResourceId> held(Handle sql, String holder) {
        return sql.createQuery("select id from bridge where holder = :holder")
                .bind("holder", holder)
                .map(Bridges::id)
                .findFirst();
    }

    private Optional<ResourceId> rested(Handle sql, String holder) {
        return sql.createQuery("""
                        update bridge set holder = :holder, free_since = null
                        where id = (
                          select id from bridge where holder is null and free_since < :rested and length(id) <= :longest
                          order by free_since limit 1 for update skip locked)
                        returning id
                        """)
                .bind("holder", holder)
                .bind("rested", clock.instant().minus(REST))
                .bind("longest", BridgeNames.LONGEST_ID)
                .map(Bridges::id)
                .findFirst();
    }

    /** An id as a workspace's, but for its first letter and its length: no one takes the one for the other. */
    private ResourceId made(Handle sql, String holder) {
        while (true) {
            String id = "n" + RandomId.of(LENGTH, random);
            int made = sql.createUpdate(
                            "insert into bridge (id, holder) values (:id, :holder) on conflict (id) do nothing")
                    .bind("id", id)
                    .bind("holder", holder)
                    .execute();
            if (made == 1) {
                return new ResourceId(id);
            }
        }
    }

    /** Its container is gone: others may have its network, after a rest. */
    public void leave(Holder holder) {
        database.run(
                sql -> sql.createUpdate("update bridge set holder = null, free_since = :now where holder = :holder")
                        .bind("now", clock.instant())
                        .bind("holder", holder.id())
                        .execute());
    }

    /** The ids of who has a network now. */
    public List<String> holders() {
        return database.call(sql -> sql.createQuery("select holder from bridge where holder is not null")
                .mapTo(String.class)
                .list());
    }

    /** Every network that someone has or may have. */
    public Set<ResourceId> known() {
        return database.call(
                sql -> sql.createQuery("select id from bridge").map(Bridges::id).set());
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

    /** Forgets those that rested the longest, where too many do, and the former ones; their networks are to be removed. */
    public void forgetSurplus() {
        database.run(sql -> {
            sql.createUpdate("delete from bridge where holder is null and length(id) > :longest")
                    .bind("longest", BridgeNames.LONGEST_ID)
                    .execute();
            sql.createUpdate("""
                            delete from bridge where id in (
                              select id from bridge where holder is null
                              order by free_since desc offset :spare for update skip locked)
                            """).bind("spare", MOST_SPARE).execute();
        });
    }

    private static ResourceId id(ResultSet row, StatementContext context) throws SQLException {
        return new ResourceId(row.getString("id"));
    }
}
