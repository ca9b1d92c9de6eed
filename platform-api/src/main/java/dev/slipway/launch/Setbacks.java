package dev.slipway.launch;

import dev.slipway.gpu.injection.GpuGoneException;
import dev.slipway.home.UidsUsedUpException;
import dev.slipway.notice.Notice;
import dev.slipway.notice.ReasonCode;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Progress;
import dev.slipway.runtime.disk.DiskException;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.step.Steps;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the faults that end a workspace from those that pass: for the first it fails, of the others its owner is told. */
@ApplicationScoped
public class Setbacks {
    private static final Logger LOG = Logger.getLogger(Setbacks.class);

    private final WorkspaceStore store;

    Setbacks(WorkspaceStore store) {
        this.store = store;
    }

    /**
     * Fails the workspace for a fault that trying again will not mend.
     *
     * @return false: the fault may pass
     */
    public boolean giveUp(WorkspaceId id, RuntimeException fault) {
        Optional<Notice.Failure> reason = forGood(fault);
        Optional<Workspace> workspace = store.find(id);
        if (reason.isEmpty() || workspace.isEmpty() || workspace.get().desired() != DesiredState.RUNNING) {
            return false;
        }
        fail(workspace.get(), reason.get());
        return true;
    }

    /** Fails the workspace, unless its owner asked for something else since it was looked at. */
    public void fail(Workspace workspace, Notice.Failure why) {
        Steps.run(WorkspaceStep.NOTE_FAILURE, () -> store.applyUnlessSuperseded(workspace, new Transition.Failed(why)));
        LOG.warnf(
                "workspace failed workspace=%s reason=%s",
                workspace.id(), ReasonCode.of(why).word());
    }

    /** Why a workspace cannot go on; empty: the fault may pass. */
    private static Optional<Notice.Failure> forGood(RuntimeException fault) {
        return switch (fault) {
            case EngineException e -> forGood(e);
            case NotInCatalogueException e -> Optional.of(new Notice.ImageUnavailable(wordsOf(e)));
            case UidsUsedUpException e -> Optional.of(new Notice.NoUidLeft(wordsOf(e)));
            case DiskException e -> Optional.of(new Notice.NoRoomForTmp(wordsOf(e)));
            case GpuGoneException e -> Optional.of(new Notice.GpuGone(e.gpu().value()));
            default -> Optional.empty();
        };
    }

    /**
     * Only a refusal is for good. The other faults pass: the next try makes what is missing or fetches its image, whatever is in use is
     * let go, and an engine that is away comes back.
     */
    private static Optional<Notice.Failure> forGood(EngineException fault) {
        return switch (fault) {
            case EngineException.Refused e -> Optional.of(new Notice.EngineRefused(wordsOf(e)));
            case EngineException.NotFound e -> Optional.empty();
            case EngineException.Conflict e -> Optional.empty();
            case EngineException.Unavailable e -> Optional.empty();
        };
    }

    private static String wordsOf(RuntimeException fault) {
        return String.valueOf(fault.getMessage());
    }

    /** Why the pull of a workspace's image failed. */
    static Notice.Failure of(Operation.Failure failure) {
        return switch (failure.code()) {
            case "no-space" -> new Notice.NoSpace(failure.message());
            case "pull-cancelled" -> new Notice.PullCancelled();
            default -> new Notice.ImageUnavailable(failure.message());
        };
    }

    /** Says why a workspace does not get on just now, unless something else is said of it. */
    public void say(WorkspaceId id, RuntimeException fault) {
        Transition balked = new Transition.EngineBalked(new Notice.WaitsForEngine(wordsOf(fault)));
        try {
            store.applyWhereItMay(id, balked);
        } catch (RuntimeException e) {
            LOG.warnf("reason not kept workspace=%s cause=%s", id, e.toString());
        }
    }

    /** Says what holds up the pull of a workspace's image, or that nothing does. */
    public void say(Workspace workspace, Operation pull) {
        Optional<Notice.WaitsForImage> obstacle =
                pull.status().progress().map(Progress::waitsFor).map(Notice.WaitsForImage::new);
        if (obstacle.isEmpty() && workspace.status().reason().isEmpty()) {
            return;
        }
        store.apply(
                workspace.id(),
                standing -> standing.supersedes(workspace)
                        ? Optional.empty()
                        : new Transition.PullSeen(obstacle).whereItMay(standing.workspace));
    }
}
