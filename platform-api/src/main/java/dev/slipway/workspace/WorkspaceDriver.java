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
            case Step.Fail fail -> fail(workspace, fail.why());
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
        Optional<Notice.Failure> reason = Setbacks.forGood(fault);
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
        store.apply(workspace.id(), standing -> {
            if (standing.supersedes(workspace)) {
                return Optional.empty();
            }
            Optional<Notice.WaitsForGpus> waitsFor = gpus.lease(workspace, basis);
            has.set(waitsFor.isEmpty());
            return Optional.of(
                    waitsFor.<Transition>map(Transition.GpusMissed::new).orElse(new Transition.GpusLeased()));
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
        Optional<Workspace> waiting = store.applyUnlessSuperseded(workspace, new Transition.PullBegan());
        waiting.filter(now -> now.state() == WorkspaceState.PULLING).ifPresent(now -> {
            switch (images.fetch(now.image(), now.version(), now.stateSince(), now.owner())) {
                case Images.Arrival.Failed failed -> fail(now, Setbacks.of(failed.reason()));
                case Images.Arrival.OnItsWay underWay -> setbacks.say(now, underWay.operation());
            }
        });
    }

    /** Its container is gone, and only now can others have its network and its GPUs. */
    private void leave(Workspace workspace) {
        tmpDisks.forget(workspace.id());
        teardown.release(workspace.holder());
    }

    /** Asks again and again for up to five seconds, so that a look at the container and the row comes in between. */
    private void awaitReady(Workspace workspace, String host, Turn turn) throws InterruptedException {
        if (clock.instant()
                .isAfter(workspace.stateSince().plus(config.containers().startTimeout()))) {
            fail(workspace, new Notice.NotReady(config.containers().startTimeout()));
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
        store.applyUnlessSuperseded(workspace, new Transition.Answered(address));
        LOG.infof("workspace runs workspace=%s owner=%s", workspace.id(), workspace.ownerId());
    }

    private void fail(Workspace workspace, Notice.Failure why) {
        store.applyUnlessSuperseded(workspace, new Transition.Failed(why));
        LOG.warnf(
                "workspace failed workspace=%s reason=%s",
                workspace.id(), ReasonCode.of(why).word());
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
        store.applyWhereItMay(workspace.id(), new Transition.Settled());
    }
}
