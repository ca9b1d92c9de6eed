package dev.slipway.reconcile;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.database.SessionLocks;
import dev.slipway.gpu.injection.GpuGoneException;
import dev.slipway.home.UidsUsedUpException;
import dev.slipway.launch.NotInCatalogueException;
import dev.slipway.launch.Setbacks;
import dev.slipway.launch.SupersededException;
import dev.slipway.launch.Turn;
import dev.slipway.launch.WorkspaceStep;
import dev.slipway.loop.Backoff;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.runtime.disk.DiskException;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.step.Steps;
import dev.slipway.watch.ChangedElsewhere;
import dev.slipway.workspace.Wish;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Makes the engine follow the rows. It is level-triggered: a wake-up says only that a workspace is worth a look, and the
 * look decides. At most one thread of all platform processes drives a workspace: it works within a claim, by which the database
 * refuses the changes of one that has lost it, and the engine is asked for nothing more.
 */
@ApplicationScoped
public class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration BETWEEN_LOOKS_AT_TURNS = Duration.ofMillis(1500);
    private static final Duration BETWEEN_LOOKS_AT_CLAIMS = Duration.ofSeconds(1);
    private static final Backoff RETRIES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    private final WorkspaceDriver driver;
    private final WorkspaceStore store;
    private final Setbacks setbacks;
    private final SessionLocks locks;
    private final Map<WorkspaceId, Turn> turns = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("reconcile-", 0).factory());

    Reconciler(WorkspaceDriver driver, WorkspaceStore store, Setbacks setbacks, SessionLocks locks) {
        this.driver = driver;
        this.store = store;
        this.setbacks = setbacks;
        this.locks = locks;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(
                Schedule.every(BETWEEN_LOOKS_AT_TURNS, "wishes", Reach.PROCESS),
                () -> tellWishes(List.copyOf(turns.keySet())));
        // A loop of its own, since it has to go on while the database does not answer.
        loops.begin(
                Schedule.every(BETWEEN_LOOKS_AT_CLAIMS, "claims", Reach.PROCESS),
                () -> turns.values().forEach(Turn::endIfLost));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        threads.shutdownNow();
        // What is cut short goes on after the next start; the wait only keeps the log quiet.
        if (!threads.awaitTermination(3, TimeUnit.SECONDS)) {
            LOG.info("reconciler stopped within a step");
        }
    }

    void hear(@Observes ChangedElsewhere change) {
        tellWishes(
                turns.keySet().stream().filter(id -> change.mayBeOf(id.value())).toList());
    }

    /**
     * Tells the turns under way what is wanted of their workspaces by now: an API request may have reached another process, which has no
     * turn to tell.
     */
    private void tellWishes(Collection<WorkspaceId> ids) {
        if (!ids.isEmpty()) {
            store.wishes(ids)
                    .forEach(wish -> turns.computeIfPresent(wish.id(), (id, turn) -> {
                        turn.tell(wish);
                        return turn;
                    }));
        }
    }

    /** Asks for a look at the workspace, unless one is under way in this process. A look that follows an older wish is cut short. */
    public void visit(Wish wish) {
        turnOf(wish.id(), turn -> turn.tell(wish));
    }

    /** Asks for a look at the workspace, now or right after the look under way. */
    public void wake(WorkspaceId id) {
        turnOf(id, Turn::askAgain);
    }

    /** Begins a turn, or tells the one that is under way. */
    private void turnOf(WorkspaceId id, Consumer<Turn> telling) {
        if (threads.isShutdown()) {
            return;
        }
        turns.compute(id, (key, turn) -> {
            if (turn != null) {
                telling.accept(turn);
                return turn;
            }
            Turn fresh = new Turn(locks::isSure);
            threads.execute(() -> run(id, fresh));
            return fresh;
        });
    }

    private void run(WorkspaceId id, Turn turn) {
        try {
            do {
                turn.take();
                lookUnderLock(id, turn);
            } while (!finished(id, turn));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turns.remove(id, turn);
        }
    }

    /** Ends the turn, unless someone asked for another look in the meantime. */
    private boolean finished(WorkspaceId id, Turn turn) {
        return turns.computeIfPresent(id, (key, current) -> current.isAsked() ? current : null) != turn;
    }

    private void lookUnderLock(WorkspaceId id, Turn turn) throws InterruptedException {
        try {
            // Does nothing where another process has the workspace's lock and drives it.
            locks.<InterruptedException>under(id.value(), claim -> drive(id, turn, claim));
        } catch (ClaimLostException e) {
            LOG.warnf("left to another process workspace=%s", id);
        } catch (SQLException | RuntimeException e) {
            LOG.warnf("reconcile put off workspace=%s cause=%s", id, e.getMessage());
            // the sweep comes back to it
        }
    }

    private void drive(WorkspaceId id, Turn turn, Claim claim) throws InterruptedException {
        turn.under(claim);
        Steps.run(WorkspaceStep.CLAIM, () -> store.claim(id, claim));
        converge(id, turn);
    }

    private void converge(WorkspaceId id, Turn turn) throws InterruptedException {
        int failures = 0;
        while (true) {
            try {
                if (!driver.step(id, turn)) {
                    return;
                }
                failures = 0;
                continue;
            } catch (ClaimLostException e) {
                throw e;
            } catch (SupersededException e) {
                LOG.debugf("step cut short workspace=%s", id);
                turn.take();
                continue;
            } catch (EngineException
                    | GpuGoneException
                    | DiskException
                    | NotInCatalogueException
                    | UidsUsedUpException e) {
                if (setbacks.giveUp(id, e)) {
                    continue;
                }
                LOG.warnf("step failed workspace=%s failures=%d cause=%s", id, failures + 1, e.getMessage());
                setbacks.say(id, e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "step failed workspace=%s failures=%d", id, failures + 1);
            }
            turn.await(RETRIES.after(++failures));
            turn.take();
        }
    }
}
