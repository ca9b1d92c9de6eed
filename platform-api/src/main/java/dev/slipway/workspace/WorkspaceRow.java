package dev.slipway.workspace;

import dev.slipway.identity.Person;
import dev.slipway.image.Images;
import dev.slipway.runtime.engine.ImageReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changes in a workspace's life while something happens to it; {@link Transition} alone writes here. */
final class WorkspaceRow {
    private final Workspace before;
    private final Instant now;

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

    WorkspaceRow(Workspace before, Instant now) {
        this.before = before;
        this.now = now;
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

    /** A workspace that was just admitted, at its first revision. */
    static Workspace first(
            WorkspaceId id,
            Person owner,
            Admission.Admitted what,
            Images.Exact image,
            String serverToken,
            Instant now) {
        return new Workspace(
                id,
                owner.id(),
                owner.name(),
                what.name(),
                what.image(),
                what.version().version(),
                image.reference(),
                image.id(),
                what.limits(),
                what.gpus(),
                what.environment(),
                what.hostname(),
                DesiredState.RUNNING,
                WorkspaceState.QUEUED,
                Optional.empty(),
                1,
                0,
                serverToken,
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                what.idleTimeout(),
                Optional.empty(),
                0);
    }

    /** Moves to a state that may follow, and keeps since when. */
    void become(WorkspaceState next) {
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

    /** The catalogue's name of its image. */
    ImageReference reference() {
        return before.reference();
    }

    boolean hasReason(ReasonCode code) {
        return reason.map(StateReason::code).filter(code::equals).isPresent();
    }

    /** Takes a reason back; true: it was this one. */
    boolean clear(ReasonCode code) {
        boolean had = hasReason(code);
        if (had) {
            reason = Optional.empty();
        }
        return had;
    }

    /** Whether the reason is given already, in the same words. */
    boolean says(StateReason other) {
        return reason.filter(
                        given -> given.code() == other.code() && given.message().equals(other.message()))
                .isPresent();
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
