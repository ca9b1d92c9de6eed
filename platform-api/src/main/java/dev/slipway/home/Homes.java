package dev.slipway.home;

import dev.slipway.crypto.Secrets;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Each owner's home: one volume, and all of it the uid's as whom the owner's programs run. Whatever an image or an earlier
 * Slipway left there as another uid's is given to the owner's before one of these programs starts.
 */
@ApplicationScoped
public class Homes {
    private static final Logger LOG = Logger.getLogger(Homes.class);

    private final OwnerUids uids;
    private final UidRange range;
    private final Map<String, FutureTask<Void>> moves = new ConcurrentHashMap<>();

    Homes(OwnerUids uids, HomeConfig config) {
        this.uids = uids;
        this.range = config.uids();
    }

    /** One home volume for each user; an identity provider's subject may hold what a name in the engine may not. */
    public static ResourceId volumeOf(String ownerId) {
        String plain = ownerId.toLowerCase(Locale.ROOT);
        return new ResourceId(
                plain.matches("[a-z0-9-]{1,50}")
                        ? "home-" + plain.replaceAll("-+$", "")
                        : "home-" + Secrets.hash(ownerId).substring(0, 40));
    }

    /**
     * Whom the owner's programs run as.
     *
     * @throws UidsUsedUpException where the owner has no uid and none is left
     */
    public HomeOwner ownerOf(String ownerId) {
        return uids.of(ownerId);
    }

    /** As whom images are tried: no owner. */
    public int uidOfTrials() {
        return range.ofTrials();
    }

    /** The owners whose home may hold files of another uid, and none of whose workspaces is active or about to be. */
    public List<String> ownersToBeSettled() {
        return uids.toBeSettled();
    }

    /** Whether there is nothing in it yet. */
    public boolean isEmpty(Path home) {
        return new HomeFolder(home).isEmpty();
    }

    /** Whether the home's own directory belongs to a uid. Of a home that was settled, all files belong to it then. */
    public boolean belongsTo(Path home, int uid) {
        return new HomeFolder(home).belongsTo(uid);
    }

    /** Gives all of a home to a uid, now. */
    public void give(Path home, int uid) throws InterruptedException {
        new HomeFolder(home).give(uid, false);
    }

    /** Gives a home that an image has just filled to its owner, for good. */
    public void settle(HomeOwner owner, Path home) throws InterruptedException {
        give(home, owner.uid());
        uids.settle(owner);
    }

    /** Forgets that the whole home was the owner's. It turned out not to be, after a disk or a database was restored. */
    public void unsettle(HomeOwner owner) {
        LOG.warnf("home is another uid's, given again owner=%s uid=%d", owner.id(), owner.uid());
        uids.unsettle(owner);
    }

    /**
     * Gives a home in which there may be much to its owner. Whoever asks meanwhile waits for the same work, which goes on when
     * they wait no longer; it is begun anew after the platform's end, and does again what was done.
     *
     * @param patience how long to wait
     * @return whether it is the owner's now
     */
    public boolean move(HomeOwner owner, Path home, Duration patience) throws InterruptedException {
        FutureTask<Void> move = moves.computeIfAbsent(owner.id(), id -> begin(owner, home));
        try {
            move.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            moves.remove(owner.id(), move);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            moves.remove(owner.id(), move);
            throw e.getCause() instanceof EngineException fault ? fault : new IllegalStateException(e.getCause());
        }
    }

    private FutureTask<Void> begin(HomeOwner owner, Path home) {
        FutureTask<Void> move = new FutureTask<>(() -> {
            long began = System.nanoTime();
            new HomeFolder(home).give(owner.uid(), true);
            uids.settle(owner);
            LOG.infof(
                    "home given owner=%s uid=%d ms=%d",
                    owner.id(), owner.uid(), (System.nanoTime() - began) / 1_000_000);
            return null;
        });
        Thread.ofVirtual().name("home-move").start(move);
        return move;
    }
}
