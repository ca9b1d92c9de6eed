package dev.slipway.home;

import dev.slipway.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/** Gives each owner a uid, once and for all: it stays theirs when they have nothing left, and through a restore of the database. */
@ApplicationScoped
class OwnerUids {
    private static final Logger LOG = Logger.getLogger(OwnerUids.class);
    private static final int LOCK = 10;

    private final Database database;
    private final UidRange range;
    private final Clock clock;

    /** Those whose homes are theirs, of which nothing changes any more. */
    private final Map<String, HomeOwner> settled = new ConcurrentHashMap<>();

    OwnerUids(Database database, HomeConfig config, Clock clock) {
        this.database = database;
        this.range = config.uids();
        this.clock = clock;
    }

    /**
     * Whom the owner's programs run as.
     *
     * @throws UidsUsedUpException where the owner has none and none is left
     */
    HomeOwner of(String ownerId) {
        HomeOwner known = settled.get(ownerId);
        return known != null
                ? known
                : remember(database.call(sql -> find(sql, ownerId).orElseGet(() -> give(sql, ownerId))));
    }

    private HomeOwner remember(HomeOwner owner) {
        if (owner.isSettled()) {
            settled.put(owner.id(), owner);
        }
        return owner;
    }

    private static Optional<HomeOwner> find(Handle sql, String ownerId) {
        return sql.createQuery("select uid, home_since is not null as settled from owner_uid where owner_id = :owner")
                .bind("owner", ownerId)
                .map((row, context) -> new HomeOwner(ownerId, row.getInt("uid"), row.getBoolean("settled")))
                .findOne();
    }

    /** The next one: those before it are someone's, or were. */
    private HomeOwner give(Handle sql, String ownerId) {
        Database.lock(sql, "owner_uid", LOCK);
        Optional<HomeOwner> byAnother = find(sql, ownerId);
        if (byAnother.isPresent()) {
            return byAnother.get();
        }
        int next = sql.createQuery(
                        "select coalesce(max(uid) + 1, :first) from owner_uid where uid between :first and :last")
                .bind("first", range.first())
                .bind("last", range.last())
                .mapTo(Integer.class)
                .one();
        if (next >= range.ofTrials()) {
            throw new UidsUsedUpException(range);
        }
        sql.createUpdate("insert into owner_uid (owner_id, uid, given_at) values (:owner, :uid, :now)")
                .bind("owner", ownerId)
                .bind("uid", next)
                .bind("now", clock.instant())
                .execute();
        LOG.infof("uid given owner=%s uid=%d", ownerId, next);
        return new HomeOwner(ownerId, next, false);
    }

    /** Says that all of the owner's home is theirs. */
    void settle(HomeOwner owner) {
        database.run(sql -> sql.createUpdate(
                        "update owner_uid set home_since = coalesce(home_since, :now) where owner_id = :owner")
                .bind("owner", owner.id())
                .bind("now", clock.instant())
                .execute());
        remember(new HomeOwner(owner.id(), owner.uid(), true));
    }

    /** Says that the home has to be looked at again. */
    void unsettle(HomeOwner owner) {
        settled.remove(owner.id());
        database.run(sql -> sql.createUpdate("update owner_uid set home_since = null where owner_id = :owner")
                .bind("owner", owner.id())
                .execute());
    }

    /** Those who have workspaces, none of which is active or about to be, and whose home may be another uid's. */
    List<String> toBeSettled() {
        return database.call(sql -> sql.createQuery("""
                        select owner_id from workspace w
                        where not exists (select from owner_uid u where u.owner_id = w.owner_id and u.home_since is not null)
                        group by owner_id having bool_and(desired <> 'RUNNING' and state in ('STOPPED', 'FAILED'))
                        order by owner_id
                        """).mapTo(String.class).list());
    }
}
