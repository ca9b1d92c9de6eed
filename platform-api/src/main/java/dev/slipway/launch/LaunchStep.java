package dev.slipway.launch;

import dev.slipway.image.ExactImages;
import dev.slipway.step.Steps;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceHolders;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Launches a workspace once it has what it must have before: all that it waited for in the queue, and a turn at the engine. */
@ApplicationScoped
public class LaunchStep {
    private final WorkspaceStore store;
    private final WorkspaceHolders holders;
    private final Servers servers;
    private final EngineSlots slots;
    private final Launcher launcher;
    private final ExactImages exactImages;
    private final Setbacks setbacks;

    LaunchStep(
            WorkspaceStore store,
            WorkspaceHolders holders,
            Servers servers,
            EngineSlots slots,
            Launcher launcher,
            ExactImages exactImages,
            Setbacks setbacks) {
        this.store = store;
        this.holders = holders;
        this.servers = servers;
        this.slots = slots;
        this.launcher = launcher;
        this.exactImages = exactImages;
        this.setbacks = setbacks;
    }

    /** Launches it; false: it waits, in the queue, for its image or for its home. */
    public boolean take(Workspace workspace, Turn turn) throws InterruptedException {
        if (holders.hasAll(workspace)) {
            return launch(workspace, turn);
        }
        boolean isReady = turn.outside(() -> servers.of(workspace)).isPresent();
        AtomicBoolean isServed = new AtomicBoolean();
        store.apply(workspace.id(), standing -> {
            isServed.set(holders.hasAll(standing.workspace)); // by now
            if (isServed.get() || standing.supersedes(workspace)) {
                return Optional.empty();
            }
            holders.await(standing.workspace, isReady);
            return isReady && standing.workspace.state() != WorkspaceState.QUEUED
                    ? Optional.of(new Transition.Queued())
                    : Optional.empty();
        });
        if (!isReady) {
            fetchImage(workspace);
        }
        return isServed.get();
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
        Optional<Workspace> waiting = Steps.take(
                WorkspaceStep.NOTE_PULL, () -> store.applyUnlessSuperseded(workspace, new Transition.PullBegan()));
        waiting.filter(now -> now.state() == WorkspaceState.PULLING).ifPresent(now -> {
            switch (exactImages.fetch(now.spec().key(), now.times().stateSince(), now.owner())) {
                case ExactImages.Arrival.Failed failed -> setbacks.fail(now, Setbacks.of(failed.reason()));
                case ExactImages.Arrival.OnItsWay underWay -> setbacks.say(now, underWay.operation());
            }
        });
    }
}
