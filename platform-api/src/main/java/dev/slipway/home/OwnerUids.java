package dev.slipway.home;

import dev.slipway.database.Database;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Gives each owner a uid, once and for all: it stays theirs when they have nothing left, and through a restore of the database. */
@ApplicationScoped
class OwnerUids {
    private static final Logger LOG = Logger.getLogger(OwnerUids.class);
    private static final int LOCK = 10;

    private final Database database;
    private final OwnerUidTable table;
    private final HomeUse use;
    private final UidRange range;
    private final Clock clock;

    /** A cache of the owners whose whole home is their uid's. Nothing about these changes until {@link #unsettle}. */
    private final Map<String, HomeOwner> settled = new ConcurrentHashMap<>();

    OwnerUids(Database database, OwnerUidTable table, HomeUse use, HomeConfig config, Clock clock) {
        this.database = database;
        this.table = table;
        this.use = use;
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
                : remember(database.transact(() ->
                                table.of(ownerId).orElseGet(() -> Steps.take(HomeStep.GIVE_UID, () -> give(ownerId))))
                        .owner());
    }

    private HomeOwner remember(HomeOwner owner) {
        if (owner.isSettled()) {
            settled.put(owner.id(), owner);
        }
        return owner;
    }

    /** Gives the owner the next uid of the range. All lower ones belong to someone, or did. */
    private OwnerUidRow give(String ownerId) {
        database.lock("owner_uid", LOCK);
        Optional<OwnerUidRow> byAnother = table.of(ownerId);
        if (byAnother.isPresent()) {
            return byAnother.get();
        }
        int next = table.greatest(range.first(), range.last())
                .map(greatest -> greatest + 1)
                .orElse(range.first());
        if (next >= range.ofTrials()) {
            throw new UidsUsedUpException(range);
        }
        OwnerUidRow given = OwnerUidRow.of(ownerId, next, clock.instant());
        table.add(given);
        LOG.infof("uid given owner=%s uid=%d", ownerId, next);
        return given;
    }

    /** Says that all of the owner's home is theirs. */
    void settle(HomeOwner owner) {
        Steps.run(HomeStep.SETTLE, () -> database.transact(() -> table.settle(owner.id(), clock.instant())));
        remember(new HomeOwner(owner.id(), owner.uid(), true));
    }

    /** Says that the home has to be looked at again. */
    void unsettle(HomeOwner owner) {
        settled.remove(owner.id());
        database.transact(() -> table.unsettle(owner.id()));
    }

    /** Those who have workspaces, none of which is active or about to be, and whose home may be another uid's. */
    List<String> toBeSettled() {
        return database.transact(() -> {
            List<String> atRest = use.ownersAtRest();
            Set<String> known = Set.copyOf(table.settled(atRest));
            return atRest.stream().filter(owner -> !known.contains(owner)).toList();
        });
    }
}
