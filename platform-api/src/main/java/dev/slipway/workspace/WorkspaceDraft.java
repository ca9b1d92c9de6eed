package dev.slipway.workspace;

import dev.slipway.admission.Admission;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import dev.slipway.image.ExactImages;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.image.ImageReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changes in a workspace's life while something happens to it; {@link Transition} alone writes here. */
final class WorkspaceDraft {
    private final Workspace before;
    private final Instant now;

    ImageReference digest;
    DesiredState desired;
    WorkspaceState state;
    Optional<StateReason> reason;
    Map<String, String> environment;
    int generation;
    int observedGeneration;
    long changes;

    @Nullable
    Endpoint endpoint;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant lastActivityAt;

    @Nullable
    Instant activeAt;

    private Instant stateSince;

    WorkspaceDraft(Workspace before, Instant now) {
        this.before = before;
        this.now = now;
        environment = before.spec().environment();
        Workspace.Status status = before.status();
        desired = status.desired();
        state = status.state();
        reason = status.reason();
        generation = status.generation();
        observedGeneration = status.observedGeneration();
        changes = before.changes();
        digest = status.digest();
        endpoint = status.endpoint().orElse(null);
        Workspace.Times times = before.times();
        stateSince = times.stateSince();
        startedAt = times.startedAt().orElse(null);
        lastActivityAt = times.lastActivityAt().orElse(null);
        activeAt = times.activeAt().orElse(null);
    }

    /** A workspace that was just admitted, at its first revision. */
    static Workspace first(
            WorkspaceId id,
            Person owner,
            Admission.Admitted what,
            ExactImages.Exact image,
            String serverToken,
            Instant now) {
        var spec = new Workspace.Spec(
                what.name(),
                new VersionKey(what.image(), what.version().version()),
                image.reference(),
                what.limits(),
                what.gpus(),
                what.environment(),
                what.hostname(),
                what.idleTimeout());
        var status = new Workspace.Status(
                DesiredState.RUNNING, WorkspaceState.QUEUED, Optional.empty(), 1, 0, image.id(), Optional.empty());
        var times = new Workspace.Times(now, now, Optional.empty(), Optional.empty(), Optional.empty());
        return new Workspace(id, owner, spec, status, times, serverToken, 0, 1);
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
            endpoint = null;
        }
    }

    /** The catalogue's name of its image. */
    ImageReference reference() {
        return before.spec().reference();
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
        return reason.filter(other::saysTheSame).isPresent();
    }

    /**
     * The workspace as it is now; the one before where nothing was changed.
     *
     * @param told whether an event tells of it, which is a change of what is seen of it
     */
    Workspace changed(boolean told) {
        Workspace now = withRevision(before.revision());
        return now.equals(before) && !told ? before : withRevision(before.revision() + 1);
    }

    private Workspace withRevision(long revision) {
        return new Workspace(
                before.id(),
                before.owner(),
                before.spec().withEnvironment(environment),
                new Workspace.Status(
                        desired, state, reason, generation, observedGeneration, digest, Optional.ofNullable(endpoint)),
                new Workspace.Times(
                        before.times().createdAt(),
                        stateSince,
                        Optional.ofNullable(startedAt),
                        Optional.ofNullable(lastActivityAt),
                        Optional.ofNullable(activeAt)),
                before.serverToken(),
                revision,
                changes);
    }
}
