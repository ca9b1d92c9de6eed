package dev.slipway.workspace;

import dev.slipway.runtime.engine.ImageReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A workspace's row under its lock, with what may change in its life. */
final class WorkspaceRow {
    private final Workspace before;

    ImageReference digest;
    DesiredState desired;
    WorkspaceState state;
    Optional<StateReason> reason;
    Map<String, String> environment;
    int generation;
    int observedGeneration;

    @Nullable
    String address;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant lastActivityAt;

    @Nullable
    Instant activeAt;

    private Instant stateSince;

    WorkspaceRow(Workspace before) {
        this.before = before;
        digest = before.digest();
        desired = before.desired();
        state = before.state();
        reason = before.reason();
        environment = before.environment();
        generation = before.generation();
        observedGeneration = before.observedGeneration();
        address = before.address().orElse(null);
        startedAt = before.startedAt().orElse(null);
        lastActivityAt = before.lastActivityAt().orElse(null);
        activeAt = before.activeAt().orElse(null);
        stateSince = before.stateSince();
    }

    /** Moves to a state that may follow, and says since when. */
    void become(WorkspaceState next, Instant now) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("workspace " + before.id() + " cannot go from " + state + " to " + next);
        }
        if (state != next) {
            state = next;
            stateSince = now;
        }
        if (next != WorkspaceState.RUNNING) {
            address = null;
        }
    }

    /** How often it was changed before. */
    long revision() {
        return before.revision();
    }

    void reason(@Nullable StateReason reason) {
        this.reason = Optional.ofNullable(reason);
    }

    boolean hasReason(String code) {
        return reason.map(StateReason::code).filter(code::equals).isPresent();
    }

    /** Whether the reason is told in these words already. */
    boolean says(String message) {
        return reason.map(StateReason::message).filter(message::equals).isPresent();
    }

    /** The workspace as it is now; the one before where nothing was changed. */
    Workspace changed() {
        Workspace now = withRevision(before.revision());
        return now.equals(before) ? before : withRevision(before.revision() + 1);
    }

    private Workspace withRevision(long revision) {
        return new Workspace(
                before.id(),
                before.ownerId(),
                before.ownerName(),
                before.name(),
                before.image(),
                before.version(),
                before.reference(),
                digest,
                before.limits(),
                before.gpus(),
                environment,
                before.hostname(),
                desired,
                state,
                reason,
                generation,
                observedGeneration,
                before.serverToken(),
                Optional.ofNullable(address),
                before.createdAt(),
                stateSince,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(lastActivityAt),
                before.idleTimeout(),
                Optional.ofNullable(activeAt),
                revision);
    }
}
