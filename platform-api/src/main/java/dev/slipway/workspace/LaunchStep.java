package dev.slipway.workspace;

import dev.slipway.image.Images;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Launches a workspace once it has what it must have before: its GPUs, a turn at the engine, its image. */
@ApplicationScoped
class LaunchStep {
    private final WorkspaceStore store;
    private final GpuLaunches gpus;
    private final EngineSlots slots;
    private final Launcher launcher;
    private final Images images;
    private final Setbacks setbacks;

    LaunchStep(
            WorkspaceStore store,
            GpuLaunches gpus,
            EngineSlots slots,
            Launcher launcher,
            Images images,
            Setbacks setbacks) {
        this.store = store;
        this.gpus = gpus;
        this.slots = slots;
        this.launcher = launcher;
        this.images = images;
        this.setbacks = setbacks;
    }

    /** Launches it; false: it waits for GPUs, its image or its home, and the sweep comes back to it. */
    boolean take(Workspace workspace, Turn turn) throws InterruptedException {
        return hasItsGpus(workspace) && launch(workspace, turn);
    }

    /** Leases what the workspace asks for, unless it has it; false: it waits. */
    private boolean hasItsGpus(Workspace workspace) {
        if (workspace.spec().gpus().isEmpty()) {
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
        EngineSlots.Slot slot = turn.outside(() -> slots.take(workspace.owner().id()));
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
            switch (images.fetch(now.spec().key(), now.times().stateSince(), now.owner())) {
                case Images.Arrival.Failed failed -> setbacks.fail(now, Setbacks.of(failed.reason()));
                case Images.Arrival.OnItsWay underWay -> setbacks.say(now, underWay.operation());
            }
        });
    }
}
