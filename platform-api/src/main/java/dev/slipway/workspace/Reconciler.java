package dev.slipway.workspace;

import dev.slipway.database.SessionLocks;
import dev.slipway.gpu.GpuGoneException;
import dev.slipway.home.UidsUsedUpException;
import dev.slipway.runtime.disk.DiskException;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.firewall.FirewallException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Makes the engine follow the rows. It is level-triggered: a wake-up says only that a workspace is worth a look, and the
 * look decides. At most one thread of all platform processes drives a workspace.
 */
@ApplicationScoped
class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);

    private final WorkspaceDriver driver;
    private final Setbacks setbacks;
    private final SessionLocks locks;
    private final Map<WorkspaceId, Turn> turns = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("reconcile-", 0).factory());

    Reconciler(WorkspaceDriver driver, Setbacks setbacks, SessionLocks locks) {
        this.driver = driver;
        this.setbacks = setbacks;
        this.locks = locks;
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        threads.shutdownNow();
        // What is cut short goes on after the next start; the wait only keeps the log quiet.
        if (!threads.awaitTermination(3, TimeUnit.SECONDS)) {
            LOG.info("reconciler stopped within a step");
        }
    }

    /** Asks for a look at the workspace, unless this process is at it; one that follows an older wish is cut short. */
    void visit(Wish wish) {
        turnOf(wish.id(), turn -> turn.tell(wish));
    }

    /** Asks for a look at the workspace, now or right after the look under way. */
    void wake(WorkspaceId id) {
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
            Turn fresh = new Turn();
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
            if (!locks.tryLock(id.value())) {
                return; // another process drives it
            }
        } catch (SQLException e) {
            LOG.warnf("reconcile put off workspace=%s cause=%s", id, e.getMessage());
            return; // the sweep comes back to it
        }
        try {
            converge(id, turn);
        } finally {
            locks.unlock(id.value());
        }
    }

    private void converge(WorkspaceId id, Turn turn) throws InterruptedException {
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                if (!driver.step(id, turn)) {
                    return;
                }
                pause = FIRST_RETRY;
                continue;
            } catch (SupersededException e) {
                LOG.debugf("step cut short workspace=%s", id);
                turn.take();
                continue;
            } catch (EngineException
                    | FirewallException
                    | GpuGoneException
                    | DiskException
                    | NotInCatalogueException
                    | UidsUsedUpException e) {
                if (setbacks.giveUp(id, e)) {
                    continue;
                }
                LOG.warnf("step failed workspace=%s retry=%s cause=%s", id, pause, e.getMessage());
                setbacks.say(id, e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "step failed workspace=%s retry=%s", id, pause);
            }
            turn.await(pause);
            turn.take();
            pause = pause.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
        }
    }
}
