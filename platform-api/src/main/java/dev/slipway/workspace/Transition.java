package dev.slipway.workspace;

import dev.slipway.admission.Admission;
import dev.slipway.identity.Person;
import dev.slipway.image.ExactImages;
import dev.slipway.notice.Notice;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.image.ImageReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that may happen to a workspace, and what comes of it: pure functions. Nothing else says what a workspace's state,
 * its desired state and its reason become, and by which event that is told; {@link WorkspaceState} has the table of what state
 * may follow which.
 */
public sealed interface Transition {
    /** A workspace after something happened to it, and the event that tells it. */
    record Outcome(Workspace workspace, Optional<Notice.Event> event) {}

    /** Its owner or an administrator wishes something else of it. */
    sealed interface Wished extends Transition {}

    record StartAsked() implements Wished {}

    record StopAsked() implements Wished {}

    record RestartAsked() implements Wished {}

    record DeleteAsked() implements Wished {}

    /** Its next start goes by other variables. */
    record VariablesChanged(Map<String, String> environment) implements Transition {}

    /** What happens on the way to its running. */
    sealed interface Onward extends Transition {}

    /** It waits in the queue for what others have. */
    record Missed(Notice.Lack why) implements Onward {
        /** Whether the workspace says so already. */
        public boolean isSaidOf(Workspace workspace) {
            return workspace
                    .status()
                    .reason()
                    .filter(StateReason.of(why)::saysTheSame)
                    .isPresent();
        }
    }

    /** It has all that it waited for in the queue. */
    record Served() implements Onward {}

    /** It waits in the queue, with its image here. */
    record Queued() implements Onward {}

    /** It waits for its image. */
    record PullBegan() implements Onward {}

    /** It waits for its home. */
    record HomeMissed(Notice.WaitsForHome why) implements Onward {}

    /** Its container is being made, of the exact image, for the start that is wanted. */
    record ContainerBegan(ImageReference digest) implements Onward {}

    /** There is no disk for its {@code /tmp}. */
    record TmpMissed() implements Onward {}

    /** It ended though it should run, or cannot go on. */
    record Failed(Notice.Failure why) implements Onward {}

    /** A look at the pull that it waits for; the obstacle is what holds that up. */
    record PullSeen(Optional<Notice.WaitsForImage> obstacle) implements Transition {}

    /** Its server answers there. */
    record Answered(Endpoint endpoint) implements Transition {}

    /** The engine cannot do just now what comes next. */
    record EngineBalked(Notice.WaitsForEngine why) implements Transition {}

    /** Its container is gone, as it was wished. */
    record Settled() implements Transition {}

    /** What is seen of one that runs. */
    sealed interface Watched extends Transition {}

    /** A GPU of its own is ill. */
    record GpuFellIll(Notice.GpuUnhealthy why) implements Watched {}

    record GpusRecovered() implements Watched {}

    /** Something that its owner should know. */
    record Noticed(Notice.Sighting what) implements Watched {}

    /** A look at whether it does something: the last time was {@code activeAt}. */
    sealed interface Judged extends Watched {
        Instant activeAt();
    }

    /** It is used. */
    record Used(Instant activeAt) implements Judged {}

    /** It cannot be told whether it is used, and what was told of its being idle is taken back. */
    record Doubted(Instant activeAt, Notice.IdleUnknown why) implements Judged {}

    /** It is stopped soon, unless it is used. */
    record IdleWarned(Instant activeAt, Notice.IdleWarning why) implements Judged {}

    /** It did nothing for so long that it is stopped. */
    record IdledOut(Instant activeAt, Notice.IdleStopped why) implements Judged {}

    /** A new workspace, with which everything begins. */
    static Outcome admitted(
            WorkspaceId id,
            Person owner,
            Admission.Admitted what,
            ExactImages.Exact image,
            String serverToken,
            Instant now) {
        Notice.Event event = new Notice.Admitted(
                what.image().value(), what.version().version().value());
        return new Outcome(WorkspaceDraft.first(id, owner, what, image, serverToken, now), Optional.of(event));
    }

    /** Whether it may happen to a workspace that is wanted so and stands there. */
    default boolean mayHappen(DesiredState desired, WorkspaceState state) {
        return switch (this) {
            case StartAsked asked -> desired == DesiredState.STOPPED;
            case StopAsked asked -> desired == DesiredState.RUNNING;
            case RestartAsked asked -> desired == DesiredState.RUNNING;
            case DeleteAsked asked -> desired != DesiredState.DELETED;
            case VariablesChanged asked -> !state.isActive();
            case Onward onward -> desired == DesiredState.RUNNING;
            case PullSeen seen -> state == WorkspaceState.PULLING;
            case Answered answered -> state == WorkspaceState.STARTING;
            case EngineBalked balked -> state.isOnItsWay();
            case Settled settled -> desired == DesiredState.STOPPED && state == WorkspaceState.STOPPING;
            case Watched watched -> state == WorkspaceState.RUNNING;
        };
    }

    /** This, where it may happen to the workspace; otherwise nothing. */
    default Optional<Transition> whereItMay(Workspace workspace) {
        return mayHappen(workspace.desired(), workspace.state()) ? Optional.of(this) : Optional.empty();
    }

    /**
     * What comes of it.
     *
     * @throws IllegalStateException where it may not happen to this workspace
     */
    default Outcome of(Workspace before, Instant now) {
        if (!mayHappen(before.desired(), before.state())) {
            throw new IllegalStateException(getClass().getSimpleName() + " cannot happen to workspace " + before.id()
                    + ", which is " + before.state() + " and wished " + before.desired());
        }
        WorkspaceDraft row = new WorkspaceDraft(before, now);
        Optional<Notice.Event> event = Optional.ofNullable(
                switch (this) {
                    case Wished wished -> wish(wished, row);
                    case VariablesChanged changed -> change(changed, row);
                    case Onward onward -> goOn(onward, row);
                    case PullSeen seen -> {
                        row.reason = seen.obstacle().map(StateReason::of);
                        yield null;
                    }
                    case Answered answered -> serve(answered, row, now);
                    case EngineBalked balked -> {
                        if (row.reason.isEmpty() || row.hasReason(ReasonCode.WAITS_FOR_ENGINE)) {
                            row.reason = Optional.of(StateReason.of(balked.why()));
                        }
                        yield null;
                    }
                    case Settled settled -> {
                        row.become(WorkspaceState.STOPPED);
                        row.clear(ReasonCode.WAITS_FOR_ENGINE);
                        yield new Notice.Stopped();
                    }
                    case Judged judged -> judge(judged, row);
                    case GpuFellIll ill -> say(row, ill.why());
                    case GpusRecovered recovered ->
                        row.clear(ReasonCode.GPU_UNHEALTHY) ? new Notice.GpuHealthy() : null;
                    case Noticed noticed -> noticed.what();
                });
        return new Outcome(row.changed(event.isPresent()), event);
    }

    private static Notice.Event wish(Wished wished, WorkspaceDraft row) {
        row.changes++;
        row.reason = Optional.empty(); // it told of what was wished before
        return switch (wished) {
            case StartAsked start -> {
                row.desired = DesiredState.RUNNING;
                row.generation++;
                if (!row.state.isActive()) {
                    row.become(WorkspaceState.QUEUED);
                }
                yield new Notice.StartRequested();
            }
            case StopAsked stop -> {
                row.desired = DesiredState.STOPPED;
                row.become(WorkspaceState.STOPPING);
                yield new Notice.StopRequested();
            }
            case RestartAsked restart -> {
                row.generation++;
                row.become(WorkspaceState.STOPPING);
                yield new Notice.RestartRequested();
            }
            case DeleteAsked delete -> {
                row.desired = DesiredState.DELETED;
                row.become(WorkspaceState.DELETING);
                yield new Notice.DeleteRequested();
            }
        };
    }

    private static Notice.@Nullable Event change(VariablesChanged changed, WorkspaceDraft row) {
        if (row.environment.equals(changed.environment())) {
            return null;
        }
        row.changes++;
        row.environment = changed.environment();
        return new Notice.EnvironmentChanged();
    }

    private static Notice.@Nullable Event goOn(Onward onward, WorkspaceDraft row) {
        return switch (onward) {
            case Missed missed -> await(row, missed.why());
            case Served served -> {
                row.clear(ReasonCode.WAITS_FOR_GPUS);
                row.clear(ReasonCode.WAITS_FOR_CAPACITY);
                yield null;
            }
            case Queued queued -> {
                row.become(WorkspaceState.QUEUED);
                row.clear(ReasonCode.WAITS_FOR_IMAGE);
                yield null;
            }
            case PullBegan began -> {
                boolean isNew = row.state != WorkspaceState.PULLING;
                row.become(WorkspaceState.PULLING);
                yield isNew ? new Notice.Pulling(row.reference().value()) : null;
            }
            case HomeMissed missed -> {
                row.become(WorkspaceState.QUEUED);
                yield say(row, missed.why());
            }
            case ContainerBegan began -> begin(began, row);
            case TmpMissed missed -> new Notice.TmpInMemory();
            case Failed failed -> {
                row.desired = DesiredState.STOPPED;
                row.become(WorkspaceState.FAILED);
                row.reason = Optional.of(StateReason.of(failed.why()));
                yield failed.why();
            }
        };
    }

    /**
     * Sets the reason to what the workspace waits for. An event tells it only when the reason's code is new; later changes under the same
     * code alter the reason alone.
     */
    private static Notice.@Nullable Event await(WorkspaceDraft row, Notice.Lack what) {
        boolean waited = row.hasReason(ReasonCode.of(what));
        row.become(WorkspaceState.QUEUED);
        Notice.Event told = say(row, what);
        return waited ? null : told;
    }

    private static Notice.@Nullable Event begin(ContainerBegan began, WorkspaceDraft row) {
        WorkspaceState former = row.state;
        row.become(WorkspaceState.STARTING);
        row.clear(ReasonCode.WAITS_FOR_IMAGE);
        row.clear(ReasonCode.WAITS_FOR_HOME);
        row.digest = began.digest();
        row.observedGeneration = row.generation;
        return switch (former) {
            case STARTING -> null;
            case RUNNING -> new Notice.ContainerLost();
            default -> new Notice.Starting();
        };
    }

    private static Notice.Event serve(Answered answered, WorkspaceDraft row, Instant now) {
        row.become(WorkspaceState.RUNNING);
        row.endpoint = answered.endpoint();
        row.startedAt = now;
        row.lastActivityAt = now;
        row.reason = Optional.empty();
        return new Notice.Started();
    }

    private static Notice.@Nullable Event judge(Judged judged, WorkspaceDraft row) {
        row.activeAt = judged.activeAt();
        return switch (judged) {
            case Used used -> row.clear(ReasonCode.IDLE) ? new Notice.ActiveAgain() : null;
            case Doubted doubted -> row.clear(ReasonCode.IDLE) ? doubted.why() : null;
            // An unhealthy GPU is worse than being idle, and stays the reason that is shown.
            case IdleWarned warned -> row.hasReason(ReasonCode.GPU_UNHEALTHY) ? null : say(row, warned.why());
            case IdledOut idle -> {
                row.desired = DesiredState.STOPPED;
                row.become(WorkspaceState.STOPPING);
                yield say(row, idle.why());
            }
        };
    }

    /** Gives a reason, and tells of it unless it is given already. */
    private static <N extends Notice.Event & Notice.Reason> Notice.@Nullable Event say(WorkspaceDraft row, N what) {
        StateReason reason = StateReason.of(what);
        if (row.says(reason)) {
            return null;
        }
        row.reason = Optional.of(reason);
        return what;
    }
}
