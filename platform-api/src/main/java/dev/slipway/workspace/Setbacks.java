package dev.slipway.workspace;

import dev.slipway.gpu.GpuGoneException;
import dev.slipway.home.UidsUsedUpException;
import dev.slipway.operation.Operation;
import dev.slipway.operation.Progress;
import dev.slipway.runtime.disk.DiskException;
import dev.slipway.runtime.engine.EngineException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells the faults that end a workspace from those that pass, and says to its owner what it waits for. */
@ApplicationScoped
class Setbacks {
    private static final Logger LOG = Logger.getLogger(Setbacks.class);

    private final WorkspaceStore store;

    Setbacks(WorkspaceStore store) {
        this.store = store;
    }

    /** Why a workspace cannot go on; empty: the fault may pass. */
    static Optional<StateReason> forGood(RuntimeException fault) {
        return switch (fault) {
            case EngineException e -> forGood(e);
            case NotInCatalogueException e ->
                Optional.of(new StateReason("image-unavailable", String.valueOf(e.getMessage())));
            case UidsUsedUpException e -> Optional.of(new StateReason("no-uid-left", String.valueOf(e.getMessage())));
            case DiskException e -> Optional.of(new StateReason("no-room-for-tmp", String.valueOf(e.getMessage())));
            case GpuGoneException e -> Optional.of(new StateReason("gpu-gone", String.valueOf(e.getMessage())));
            default -> Optional.empty();
        };
    }

    /** What is missing is made again, and an image fetched; who uses a thing leaves it, and an engine comes back. */
    private static Optional<StateReason> forGood(EngineException fault) {
        return switch (fault) {
            case EngineException.Refused e ->
                Optional.of(new StateReason("engine-refused", "The container engine refuses it: " + e.getMessage()));
            case EngineException.NotFound e -> Optional.empty();
            case EngineException.Conflict e -> Optional.empty();
            case EngineException.Unavailable e -> Optional.empty();
        };
    }

    /** Says why a workspace does not get on just now, unless something else is said of it. */
    void say(WorkspaceId id, RuntimeException fault) {
        String message = "The container engine is asked again: " + fault.getMessage();
        try {
            store.change(id, change -> {
                boolean isFree = change.row.reason.isEmpty() || change.row.hasReason(StateReason.WAITS_FOR_ENGINE);
                if (change.row.state.isOnItsWay() && isFree && !change.row.says(message)) {
                    change.row.reason(new StateReason(StateReason.WAITS_FOR_ENGINE, message));
                }
            });
        } catch (RuntimeException e) {
            LOG.warnf("reason not kept workspace=%s cause=%s", id, e.toString());
        }
    }

    /** Says what holds up the pull of a workspace's image, or that nothing does. */
    void say(Workspace workspace, Operation pull) {
        Optional<String> obstacle = pull.progress().map(Progress::waitsFor);
        if (obstacle.isEmpty() && workspace.reason().isEmpty()) {
            return;
        }
        store.change(workspace.id(), change -> {
            if (!WorkspaceDriver.isSuperseded(workspace, change) && change.row.state == WorkspaceState.PULLING) {
                change.row.reason(obstacle.map(what ->
                                new StateReason(StateReason.WAITS_FOR_IMAGE, "Its image is tried again: " + what))
                        .orElse(null));
            }
        });
    }
}
