package dev.slipway.reconcile;

import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.network.ContainerWalls;
import dev.slipway.operation.OperationEnded;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is worth a look: by the engine's events at once, which each process hears, and by the rows on their way every second or
 * two, since events get lost, in one process of the host. Which process drives a workspace its lock decides.
 */
@ApplicationScoped
public class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final Duration INTERVAL = Duration.ofMillis(1500);
    private static final Duration BETWEEN_LOOKS_AT_EVENTS = Duration.ofSeconds(2);

    private final WorkspaceStore store;
    private final Containers containers;
    private final Networks networks;
    private final Reconciler reconciler;
    private final ContainerWalls walls;
    private final Comparison comparison;
    private final Bell bell = new Bell();
    private volatile @Nullable Events events;
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private boolean isGuarded;

    Sweep(
            WorkspaceStore store,
            Containers containers,
            Networks networks,
            Reconciler reconciler,
            ContainerWalls walls,
            Comparison comparison) {
        this.store = store;
        this.containers = containers;
        this.networks = networks;
        this.reconciler = reconciler;
        this.walls = walls;
        this.comparison = comparison;
    }

    /** The engine's events, from a subscription to its end, which may come before whoever subscribes knows of it. */
    private record Events(Subscription subscription, AtomicBoolean hasEnded) {}

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(
                Schedule.every(BETWEEN_LOOKS_AT_EVENTS, "engine-events", Reach.PROCESS)
                        .fromNowOn(),
                bell,
                this::follow);
        loops.begin(Schedule.every(INTERVAL, "sweep", Reach.HOST).fromNowOn(), this::sweep);
    }

    void stop(@Observes ShutdownEvent event) {
        closeEvents();
    }

    private void follow() {
        if (!isGuarded) {
            // What already runs comes under this start's settings, whether the engine answers or not.
            networks.wall();
            isGuarded = true;
        }
        if (watch()) {
            comparison.soon();
            store.unsettled().forEach(wish -> reconciler.wake(wish.id()));
        } else if (isAsked.getAndSet(false)) {
            sweep();
        }
    }

    private void sweep() {
        store.unsettled().forEach(reconciler::visit);
    }

    /** Subscribes to the engine's events, unless subscribed; true: events may have been missed before. */
    private boolean watch() {
        Events known = events;
        if (known != null && !known.hasEnded().get()) {
            return false;
        }
        closeEvents();
        AtomicBoolean hasEnded = new AtomicBoolean();
        long began = System.nanoTime();
        Subscription fresh = containers.watch(new StreamListener<>() {
            @Override
            public void onItem(EngineEvent event) {
                if (event.kind() == EngineEvent.Kind.STARTED) {
                    walls.started(event.id()); // for everything else, whoever starts a container looks after it
                } else {
                    WorkspaceId.of(event.id()).ifPresent(reconciler::wake);
                }
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {
                LOG.warnf(
                        "engine events ended cause=%s",
                        fault.map(Throwable::getMessage).orElse("closed"));
                hasEnded.set(true);
                if (System.nanoTime() - began >= BETWEEN_LOOKS_AT_EVENTS.toNanos()) {
                    bell.ring(); // a subscription that ends at once is renewed after the pause instead
                }
            }
        });
        events = new Events(fresh, hasEnded);
        return true;
    }

    private void closeEvents() {
        Events open = events;
        events = null;
        if (open != null) {
            open.subscription().close();
        }
    }

    /** Images that workspaces wait for are here, or do not come. */
    void look(@Observes OperationEnded event) {
        isAsked.set(true);
        bell.ring();
    }
}
