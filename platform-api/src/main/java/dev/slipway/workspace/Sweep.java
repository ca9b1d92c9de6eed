package dev.slipway.workspace;

import dev.slipway.network.ContainerWalls;
import dev.slipway.operation.OperationEnded;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.firewall.FirewallException;
import dev.slipway.runtime.gpu.GpuEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is worth a look: by the engine's events at once, by the rows on their way every second or two, and by
 * comparing everything now and then, since events get lost.
 */
@ApplicationScoped
class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final Duration INTERVAL = Duration.ofMillis(1500);

    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final Firewall firewall;
    private final Reconciler reconciler;
    private final ContainerWalls walls;
    private final Comparison comparison;
    private final WorkspaceConfig config;
    private final BlockingQueue<Optional<WorkspaceId>> hints = new LinkedBlockingQueue<>();
    private final AtomicBoolean lookSoon = new AtomicBoolean();
    private @Nullable Subscription events;
    private @Nullable Thread thread;

    Sweep(
            WorkspaceStore store,
            ContainerEngine engine,
            Firewall firewall,
            Reconciler reconciler,
            ContainerWalls walls,
            Comparison comparison,
            WorkspaceConfig config) {
        this.store = store;
        this.engine = engine;
        this.firewall = firewall;
        this.reconciler = reconciler;
        this.walls = walls;
        this.comparison = comparison;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("sweep").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
        closeEvents();
    }

    private void run() {
        long lastComparison = System.nanoTime() - config.sweepInterval().toNanos();
        boolean guarded = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (!guarded) {
                    // What already runs comes under this start's settings, whether the engine answers or not.
                    firewall.enforce();
                    guarded = true;
                }
                boolean reconnected = watch();
                if (reconnected
                        || lookSoon.getAndSet(false)
                        || System.nanoTime() - lastComparison
                                >= config.sweepInterval().toNanos()) {
                    lastComparison = System.nanoTime();
                    compare();
                }
                store.unsettled().forEach(wish -> {
                    reconciler.visit(wish);
                    if (reconnected) {
                        reconciler.wake(wish.id());
                    }
                });
                awaitHint();
            } catch (InterruptedException e) {
                return;
            } catch (EngineException | FirewallException e) {
                LOG.warnf("sweep put off cause=%s", e.getMessage());
                closeEvents();
                pause();
            } catch (RuntimeException e) {
                LOG.warnf("sweep put off cause=%s", e.toString());
                pause();
            }
        }
    }

    private void awaitHint() throws InterruptedException {
        Optional<WorkspaceId> hint = hints.poll(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        while (hint != null) {
            hint.ifPresent(reconciler::wake);
            hint = hints.poll();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Subscribes to the engine's events, unless subscribed; true: events may have been missed before. */
    private boolean watch() {
        if (events != null) {
            return false;
        }
        events = engine.watch(new StreamListener<>() {
            @Override
            public void onItem(EngineEvent event) {
                if (event.kind() == EngineEvent.Kind.STARTED) {
                    walls.started(event.id()); // for the rest, who starts a container looks after it
                } else {
                    WorkspaceId.of(event.id()).ifPresent(id -> hints.add(Optional.of(id)));
                }
            }

            @Override
            public void onEnd(Optional<EngineException> fault) {
                LOG.warnf(
                        "engine events ended cause=%s",
                        fault.map(Throwable::getMessage).orElse("closed"));
                closeEvents();
                hints.add(Optional.empty());
            }
        });
        return true;
    }

    private synchronized void closeEvents() {
        Subscription open = events;
        events = null;
        if (open != null) {
            open.close();
        }
    }

    /** Compares everything: the firewall with the rules that are wanted, the engine with the rows. */
    void compare() {
        if (firewall.enforce()) {
            LOG.warn("the firewall's rules were not those that are wanted; put in force");
        }
        comparison.compare();
    }

    /** Says so at once. */
    void look(@Observes GpuEvent event) {
        lookSoon.set(true);
        hints.add(Optional.empty());
    }

    /** Images that workspaces wait for are here, or do not come. */
    void look(@Observes OperationEnded event) {
        hints.add(Optional.empty());
    }
}
