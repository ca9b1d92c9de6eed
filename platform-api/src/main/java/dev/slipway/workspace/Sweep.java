package dev.slipway.workspace;

import dev.slipway.answer.KeptAnswers;
import dev.slipway.container.Remains;
import dev.slipway.gpu.IllGpus;
import dev.slipway.network.Bridges;
import dev.slipway.network.ContainerWalls;
import dev.slipway.operation.OperationEnded;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ResourceId;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is worth a look: by the engine's events at once, by the rows on their way every second or two, and by
 * comparing everything now and then, since events get lost. It also removes what belongs to no row.
 */
@ApplicationScoped
class Sweep {
    private static final Logger LOG = Logger.getLogger(Sweep.class);
    private static final Duration INTERVAL = Duration.ofMillis(1500);
    private static final Duration KEYS_KEPT = Duration.ofDays(2);

    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final Firewall firewall;
    private final Reconciler reconciler;
    private final IllGpus illGpus;
    private final Bridges bridges;
    private final Remains remains;
    private final ContainerWalls walls;
    private final LogFloods floods;
    private final LimitWatch limits;
    private final KeptAnswers answers;
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
            IllGpus illGpus,
            Bridges bridges,
            Remains remains,
            ContainerWalls walls,
            LogFloods floods,
            LimitWatch limits,
            KeptAnswers answers,
            WorkspaceConfig config) {
        this.store = store;
        this.engine = engine;
        this.firewall = firewall;
        this.reconciler = reconciler;
        this.illGpus = illGpus;
        this.bridges = bridges;
        this.remains = remains;
        this.walls = walls;
        this.floods = floods;
        this.limits = limits;
        this.answers = answers;
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
                    workspaceOf(event.id()).ifPresent(id -> hints.add(Optional.of(id)));
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

    /** Compares everything: the engine first, so that a row made meanwhile is not taken for missing. */
    void compare() {
        if (firewall.enforce()) {
            LOG.warn("the firewall's rules were not those that are wanted; put in force");
        }
        List<Container> containers = engine.containers();
        List<ResourceId> networks = engine.networks();
        walls.compare(containers);
        floods.look(containers);
        limits.look(containers);
        removeOrphans(containers, networks);
        Set<WorkspaceId> inEngine = workspacesOf(containers.stream()
                .filter(container -> container.state() instanceof ContainerState.Running)
                .map(Container::id));
        Set<WorkspaceId> inRows = Set.copyOf(store.running());
        Set<WorkspaceId> differing = workspacesOf(containers.stream().map(Container::id));
        differing.addAll(inRows);
        differing.removeIf(id -> inEngine.contains(id) && inRows.contains(id));
        differing.forEach(reconciler::wake);
        Map<String, IllGpus.Ill> ill = illGpus.byHolder();
        ill.forEach((holder, gpu) -> tellOfIllGpu(
                new WorkspaceId(holder),
                new Notice.GpuUnhealthy(gpu.index(), gpu.model(), gpu.fault(), gpu.message())));
        store.toldOfIllGpus().stream()
                .filter(id -> !ill.containsKey(id.value()))
                .forEach(this::takeBack);
        answers.forget(KEYS_KEPT);
    }

    /** It runs on as far as it can; its owner decides. */
    private void tellOfIllGpu(WorkspaceId id, Notice.GpuUnhealthy gpu) {
        store.applyWhereItMay(id, new Transition.GpuFellIll(gpu));
    }

    /** The GPU is back. */
    private void takeBack(WorkspaceId id) {
        store.applyWhereItMay(id, new Transition.GpusRecovered());
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

    private void removeOrphans(List<Container> containers, List<ResourceId> networks) {
        Set<WorkspaceId> withContainer = workspacesOf(containers.stream().map(Container::id));
        Set<WorkspaceId> known = new HashSet<>(store.existing(withContainer));
        for (WorkspaceId id : withContainer) {
            if (!known.contains(id)) {
                LOG.infof("removing what belongs to no workspace id=%s", id);
                engine.removeContainer(id.resource());
            }
        }
        remains.clear();
        bridges.forgetSurplus();
        Set<ResourceId> bridged = bridges.known();
        networks.stream().filter(network -> !bridged.contains(network)).forEach(this::removeNetwork);
    }

    private void removeNetwork(ResourceId network) {
        try {
            LOG.infof("removing a network that serves nobody id=%s", network);
            engine.removeNetwork(network);
        } catch (EngineException.Conflict | EngineException.Refused e) {
            LOG.warnf("network stays id=%s cause=%s", network, e.getMessage()); // the next sweep comes back to it
        }
    }

    private static Set<WorkspaceId> workspacesOf(Stream<ResourceId> ids) {
        return ids.flatMap(id -> workspaceOf(id).stream()).collect(Collectors.toSet());
    }

    private static Optional<WorkspaceId> workspaceOf(ResourceId id) {
        return WorkspaceId.isValid(id.value()) ? Optional.of(new WorkspaceId(id.value())) : Optional.empty();
    }
}
