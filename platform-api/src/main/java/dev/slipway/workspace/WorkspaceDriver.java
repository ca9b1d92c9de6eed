package dev.slipway.workspace;

import dev.slipway.container.Teardown;
import dev.slipway.image.Images;
import dev.slipway.readiness.Pace;
import dev.slipway.runtime.engine.Container;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerState;
import dev.slipway.workspace.Convergence.Step;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Takes the steps that {@link Convergence} decides on. */
@ApplicationScoped
class WorkspaceDriver {
    private static final Logger LOG = Logger.getLogger(WorkspaceDriver.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final Launcher launcher;
    private final ReadinessProbe probe;
    private final WorkspaceLog log;
    private final WorkspaceConfig config;
    private final Clock clock;
    private final EngineSlots slots;
    private final GpuLaunches gpus;
    private final Teardown teardown;
    private final Images images;
    private final Setbacks setbacks;
    private final TmpDisks tmpDisks;
    private final AtomicInteger waiting = new AtomicInteger();

    WorkspaceDriver(
            WorkspaceStore store,
            ContainerEngine engine,
            Launcher launcher,
            ReadinessProbe probe,
            WorkspaceLog log,
            EngineSlots slots,
            GpuLaunches gpus,
            Teardown teardown,
            Images images,
            Setbacks setbacks,
            TmpDisks tmpDisks,
            WorkspaceConfig config,
            Clock clock) {
        this.store = store;
        this.engine = engine;
        this.launcher = launcher;
        this.probe = probe;
        this.log = log;
        this.slots = slots;
        this.gpus = gpus;
        this.teardown = teardown;
        this.images = images;
        this.setbacks = setbacks;
        this.tmpDisks = tmpDisks;
        this.config = config;
        this.clock = clock;
    }

    /** Looks at row and engine and takes one step; false: there is nothing left to do. */
    boolean step(WorkspaceId id, Turn turn) throws InterruptedException {
        Optional<Workspace> found = store.find(id);
        if (found.isEmpty()) {
            return false;
        }
        Workspace workspace = found.get();
        turn.follow(Wish.of(workspace));
        Optional<ContainerState> container =
                turn.outside(() -> engine.findContainer(id.resource())).map(Container::state);
        if (container.isEmpty() && workspace.desired() != DesiredState.RUNNING) {
            leave(workspace);
        }
        Step step = Convergence.next(workspace, container);
        LOG.debugf("step workspace=%s state=%s container=%s next=%s", id, workspace.state(), container, step);
        switch (step) {
            case Step.Launch launch -> {
                // What waits, for GPUs, its image or its home, the sweep comes back to.
                return hasItsGpus(workspace) && launch(workspace, turn);
            }
            case Step.AwaitReady await -> awaitReady(workspace, await.address(), turn);
            case Step.Fail fail -> fail(workspace, fail.reason());
            case Step.TearDown tearDown -> tearDown(workspace);
            case Step.Settle settle -> settle(workspace);
            case Step.Forget forget -> {
                store.forget(id);
                LOG.infof("workspace deleted workspace=%s", id);
            }
            case Step.Rest rest -> {
                return false;
            }
        }
        return true;
    }

    /**
     * Fails the workspace for a fault that trying again will not mend.
     *
     * @return false: the fault may pass
     */
    boolean giveUp(WorkspaceId id, RuntimeException fault) {
        Optional<StateReason> reason = Setbacks.forGood(fault);
        Optional<Workspace> workspace = store.find(id);
        if (reason.isEmpty() || workspace.isEmpty() || workspace.get().desired() != DesiredState.RUNNING) {
            return false;
        }
        fail(workspace.get(), reason.get());
        return true;
    }

    /** Leases what the workspace asks for, unless it has it; false: it waits. */
    private boolean hasItsGpus(Workspace workspace) {
        if (workspace.gpus().isEmpty()) {
            return true;
        }
        GpuLaunches.Basis basis = gpus.look(workspace);
        AtomicBoolean has = new AtomicBoolean();
        store.change(workspace.id(), change -> {
            Optional<String> waitsFor = gpus.lease(workspace, basis);
            has.set(waitsFor.isEmpty());
            if (isSuperseded(workspace, change)) {
                has.set(false);
            } else if (waitsFor.isPresent() && !change.row.says(waitsFor.get())) {
                change.row.reason(new StateReason(StateReason.WAITS_FOR_GPUS, waitsFor.get()));
                change.event(StateReason.WAITS_FOR_GPUS, waitsFor.get());
            } else if (waitsFor.isEmpty() && change.row.hasReason(StateReason.WAITS_FOR_GPUS)) {
                change.row.reason(null);
            }
        });
        return has.get();
    }

    /** Launches it, or has its image fetched; false: it waits for that, or for its home. */
    private boolean launch(Workspace workspace, Turn turn) throws InterruptedException {
        Launcher.Outcome outcome;
        EngineSlots.Slot slot = turn.outside(() -> slots.take(workspace.ownerId()));
        try (slot) {
            outcome = launcher.launch(workspace, turn);
        }
        if (outcome == Launcher.Outcome.IMAGE_MISSING) {
            fetchImage(workspace);
        }
        return outcome == Launcher.Outcome.STARTED;
    }

    private void fetchImage(Workspace workspace) {
        Optional<Workspace> waiting = store.change(workspace.id(), change -> {
            if (!isSuperseded(workspace, change) && change.row.state != WorkspaceState.PULLING) {
                change.row.become(WorkspaceState.PULLING, change.now);
                change.event("pulling", "Pulling " + workspace.reference());
            }
        });
        waiting.filter(now -> now.state() == WorkspaceState.PULLING).ifPresent(now -> {
            switch (images.fetch(now.image(), now.version(), now.stateSince(), now.owner())) {
                case Images.Arrival.Failed failed ->
                    fail(
                            now,
                            new StateReason(
                                    failed.reason().code(), failed.reason().message()));
                case Images.Arrival.OnItsWay underWay -> setbacks.say(now, underWay.operation());
            }
        });
    }

    /** Its container is gone, and only now can others have its network and its GPUs. */
    private void leave(Workspace workspace) {
        teardown.release(workspace.holder());
        tmpDisks.forget(workspace.id());
        int ended = workspace.gpus().isPresent() ? gpus.release(workspace.id()) : 0;
        if (ended > 0) {
            LOG.infof("leases ended workspace=%s leases=%d", workspace.id(), ended);
        }
    }

    /** Asks again and again for up to five seconds, so that a look at the container and the row comes in between. */
    private void awaitReady(Workspace workspace, String host, Turn turn) throws InterruptedException {
        if (clock.instant()
                .isAfter(workspace.stateSince().plus(config.containers().startTimeout()))) {
            fail(
                    workspace,
                    new StateReason(
                            "not-ready",
                            "Its server did not answer within "
                                    + config.containers().startTimeout() + "; see the log"));
            return;
        }
        long end = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        waiting.incrementAndGet();
        try {
            while (System.nanoTime() < end && !turn.isAsked()) {
                if (turn.outside(() -> probe.serves(workspace, host))) {
                    running(workspace, probe.addressOf(workspace, host));
                    return;
                }
                turn.await(Pace.betweenAsks(Duration.between(workspace.stateSince(), clock.instant()), waiting.get()));
            }
        } finally {
            waiting.decrementAndGet();
        }
        turn.take();
    }

    private void running(Workspace workspace, String address) {
        store.change(workspace.id(), change -> {
            if (isSuperseded(workspace, change)) {
                return;
            }
            change.row.become(WorkspaceState.RUNNING, change.now);
            change.row.address = address;
            change.row.startedAt = change.now;
            change.row.lastActivityAt = change.now;
            change.row.reason(null);
            change.event("started", "The server answers");
        });
        LOG.infof("workspace runs workspace=%s owner=%s", workspace.id(), workspace.ownerId());
    }

    private void fail(Workspace workspace, StateReason reason) {
        store.change(workspace.id(), change -> {
            if (isSuperseded(workspace, change)) {
                return;
            }
            change.row.become(WorkspaceState.FAILED, change.now);
            change.row.desired = DesiredState.STOPPED;
            change.row.reason(reason);
            change.event(reason.code(), reason.message());
        });
        LOG.warnf("workspace failed workspace=%s reason=%s", workspace.id(), reason.code());
    }

    /** The owner asked for something else since the look on which a step rests. */
    static boolean isSuperseded(Workspace workspace, WorkspaceStore.Change change) {
        return change.row.generation != workspace.generation() || change.row.desired != workspace.desired();
    }

    /** Its container goes; what it had is released once a look has found that it is gone. */
    private void tearDown(Workspace workspace) throws InterruptedException {
        EngineSlots.Slot slot = slots.take(workspace.ownerId());
        try (slot) {
            teardown.end(workspace.holder(), () -> {
                if (workspace.desired() != DesiredState.DELETED) {
                    log.save(workspace.id());
                }
            });
        }
    }

    private void settle(Workspace workspace) {
        store.change(workspace.id(), change -> {
            if (change.row.desired != DesiredState.STOPPED || !change.row.state.isActive()) {
                return;
            }
            change.row.become(WorkspaceState.STOPPING, change.now);
            change.row.become(WorkspaceState.STOPPED, change.now);
            if (change.row.hasReason(StateReason.WAITS_FOR_ENGINE)
                    || change.row.hasReason(StateReason.WAITS_FOR_HOME)) {
                change.row.reason(null);
            }
            change.event("stopped", "Stopped; the files are kept");
        });
    }
}
