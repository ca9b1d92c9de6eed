package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.admission.AskedGpus;
import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.workspace.Transition.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionTest {
    private static final Instant NOW = Instant.parse("2026-11-27T02:00:00Z");
    private static final Notice.WaitsForCapacity NO_MEMORY = new Notice.WaitsForCapacity(
            List.of(Notice.WaitsForCapacity.Of.MEMORY), BigDecimal.ONE, 1L << 30, false, false);

    private static final Notice.WaitsForGpus NO_GPUS =
            new Notice.WaitsForGpus(new AskedGpus(1, null, null, "exclusive", null, null), List.of(), null);
    private static final Notice.GpuUnhealthy ILL = new Notice.GpuUnhealthy(0, "H100", "xid-79", "It fell off the bus");
    private static final Notice.IdleWarning WARNING = new Notice.IdleWarning(NOW.minusSeconds(60), NOW.plusSeconds(60));

    /** What is wished of a workspace and where it stands: all that there is, and all that the schema lets be. */
    private static final List<String> STANDINGS = List.of(
            "RUNNING QUEUED",
            "RUNNING PULLING",
            "RUNNING STARTING",
            "RUNNING RUNNING",
            "RUNNING STOPPING",
            "STOPPED STOPPING",
            "STOPPED STOPPED",
            "STOPPED FAILED",
            "DELETED DELETING");

    /** What each becomes of those, in their order; a dash: it cannot happen there. */
    private static final String TABLE = """
            StartAsked       -        -        -        -        -        STOPPING QUEUED   QUEUED   -
            StopAsked        STOPPING STOPPING STOPPING STOPPING STOPPING -        -        -        -
            RestartAsked     STOPPING STOPPING STOPPING STOPPING STOPPING -        -        -        -
            DeleteAsked      DELETING DELETING DELETING DELETING DELETING DELETING DELETING DELETING -
            VariablesChanged -        -        -        -        -        -        STOPPED  FAILED   -
            Missed           QUEUED   QUEUED   QUEUED   QUEUED   QUEUED   -        -        -        -
            Queued           QUEUED   QUEUED   QUEUED   QUEUED   QUEUED   -        -        -        -
            Served           QUEUED   PULLING  STARTING RUNNING  STOPPING -        -        -        -
            PullBegan        PULLING  PULLING  PULLING  PULLING  PULLING  -        -        -        -
            PullSeen         -        PULLING  -        -        -        -        -        -        -
            HomeMissed       QUEUED   QUEUED   QUEUED   QUEUED   QUEUED   -        -        -        -
            ContainerBegan   STARTING STARTING STARTING STARTING STARTING -        -        -        -
            TmpMissed        QUEUED   PULLING  STARTING RUNNING  STOPPING -        -        -        -
            Answered         -        -        RUNNING  -        -        -        -        -        -
            Failed           FAILED   FAILED   FAILED   FAILED   FAILED   -        -        -        -
            EngineBalked     QUEUED   PULLING  STARTING -        STOPPING STOPPING -        -        DELETING
            Settled          -        -        -        -        -        STOPPED  -        -        -
            GpuFellIll       -        -        -        RUNNING  -        -        -        -        -
            GpusRecovered    -        -        -        RUNNING  -        -        -        -        -
            Noticed          -        -        -        RUNNING  -        -        -        -        -
            Used             -        -        -        RUNNING  -        -        -        -        -
            Doubted          -        -        -        RUNNING  -        -        -        -        -
            IdleWarned       -        -        -        RUNNING  -        -        -        -        -
            IdledOut         -        -        -        STOPPING -        -        -        -        -
            """;

    private static final List<Transition> ALL = List.of(
            new Transition.StartAsked(),
            new Transition.StopAsked(),
            new Transition.RestartAsked(),
            new Transition.DeleteAsked(),
            new Transition.VariablesChanged(Map.of("A", "1")),
            new Transition.Missed(NO_GPUS),
            new Transition.Queued(),
            new Transition.Served(),
            new Transition.PullBegan(),
            new Transition.PullSeen(Optional.of(new Notice.WaitsForImage("no way"))),
            new Transition.HomeMissed(new Notice.WaitsForHome(null)),
            new Transition.ContainerBegan(new ImageReference("a:2")),
            new Transition.TmpMissed(),
            new Transition.Answered(new Endpoint("10.0.0.2", 8888)),
            new Transition.Failed(new Notice.Exited(1)),
            new Transition.EngineBalked(new Notice.WaitsForEngine("it is away")),
            new Transition.Settled(),
            new Transition.GpuFellIll(ILL),
            new Transition.GpusRecovered(),
            new Transition.Noticed(new Notice.LogCalm()),
            new Transition.Used(NOW),
            new Transition.Doubted(NOW, new Notice.IdleUnknown(null)),
            new Transition.IdleWarned(NOW, WARNING),
            new Transition.IdledOut(NOW, new Notice.IdleStopped(NOW, Duration.ofHours(1))));

    /** A transition, one of the standings, and the state after; a dash: refused. */
    record Case(Transition transition, DesiredState desired, WorkspaceState state, String after) {
        @Override
        public String toString() {
            return transition.getClass().getSimpleName() + ": " + desired + " " + state + " → " + after;
        }
    }

    static Stream<Case> cases() {
        return TABLE.lines().flatMap(line -> {
            List<String> words = List.of(line.split(" +", -1));
            Transition transition = ALL.stream()
                    .filter(one -> one.getClass().getSimpleName().equals(words.getFirst()))
                    .findFirst()
                    .orElseThrow();
            return Stream.iterate(0, i -> i + 1).limit(STANDINGS.size()).map(i -> {
                String[] standing = STANDINGS.get(i).split(" ", -1);
                return new Case(
                        transition,
                        DesiredState.valueOf(standing[0]),
                        WorkspaceState.valueOf(standing[1]),
                        words.get(i + 1));
            });
        });
    }

    @Test
    void theTableHasAllThatMayHappen() {
        List<String> known = new ArrayList<>();
        leaves(Transition.class, known);
        assertThat(ALL)
                .extracting(one -> one.getClass().getSimpleName())
                .containsExactlyInAnyOrderElementsOf(known)
                .containsExactlyElementsOf(
                        TABLE.lines().map(line -> line.split(" ", 2)[0]).toList());
    }

    private static void leaves(Class<?> type, List<String> found) {
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(permitted -> leaves(permitted, found));
        } else {
            found.add(type.getSimpleName());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void happensWhereItMayAndNowhereElse(Case one) {
        Workspace before = workspace(one.desired(), one.state());
        assertThat(one.transition().mayHappen(one.desired(), one.state()))
                .isEqualTo(!one.after().equals("-"));
        if (one.after().equals("-")) {
            assertThatThrownBy(() -> one.transition().of(before, NOW)).isInstanceOf(IllegalStateException.class);
            return;
        }
        Workspace after = one.transition().of(before, NOW).workspace();
        assertThat(after.state()).hasToString(one.after());
        assertThat(one.state().mayBecome(after.state())).isTrue();
        assertThat(STANDINGS).contains(after.desired() + " " + after.state());
        assertThat(after.times().stateSince())
                .isEqualTo(after.state() == one.state() ? before.times().stateSince() : NOW);
        assertThat(after.revision()).isEqualTo(after.equals(before) ? before.revision() : before.revision() + 1);
        assertThat(after.status().endpoint().isPresent()).isEqualTo(after.state() == WorkspaceState.RUNNING);
    }

    @Test
    void tellsAWayFromQueuedToStopped() {
        Outcome running = new Transition.Answered(new Endpoint("10.0.0.2", 8888))
                .of(
                        happen(workspace(DesiredState.RUNNING, WorkspaceState.QUEUED), new Transition.PullBegan())
                                .then(new Transition.ContainerBegan(new ImageReference("a:2")))
                                .told("pulling", "starting"),
                        NOW);
        assertThat(running.workspace().status().digest()).isEqualTo(new ImageReference("a:2"));
        assertThat(running.workspace().status().observedGeneration())
                .isEqualTo(running.workspace().status().generation());
        assertThat(running.workspace().times().startedAt()).contains(NOW);
        happen(running.workspace(), new Transition.StopAsked())
                .then(new Transition.Settled())
                .told("stop-requested", "stopped");
    }

    @Test
    void tellsWhatItWaitsForOnce() {
        Workspace queued = workspace(DesiredState.RUNNING, WorkspaceState.QUEUED);
        Workspace waiting = happen(queued, new Transition.Missed(NO_GPUS))
                .then(new Transition.Missed(NO_GPUS))
                .told("waits-for-gpus");
        assertThat(codeOf(waiting)).contains(ReasonCode.WAITS_FOR_GPUS);
        assertThat(codeOf(happen(waiting, new Transition.Served()).told())).isEmpty();
    }

    /** Five hundred that wait are not told five hundred times whenever one of them is served. */
    @Test
    void tellsThatItWaitsAndNotEachChangeOfWhatItWaitsFor() {
        Workspace waiting = happen(
                        workspace(DesiredState.RUNNING, WorkspaceState.QUEUED), new Transition.Missed(NO_GPUS))
                .told("waits-for-gpus");
        Transition.Missed other =
                new Transition.Missed(new Notice.WaitsForGpus(NO_GPUS.gpus(), List.of(), "There is none"));
        assertThat(other.isSaidOf(waiting)).isFalse();
        Workspace still = happen(waiting, other).told();
        assertThat(other.isSaidOf(still)).isTrue();
        Workspace lacking = happen(still, new Transition.Missed(NO_MEMORY)).told("waits-for-capacity");
        assertThat(codeOf(happen(lacking, new Transition.Served()).told())).isEmpty();
    }

    @Test
    void whatIsAskedForTakesBackTheReasonOfWhatWasWishedBefore() {
        Workspace warned = happen(
                        workspace(DesiredState.RUNNING, WorkspaceState.RUNNING),
                        new Transition.IdleWarned(NOW, WARNING))
                .told("idle-warning");
        assertThat(codeOf(warned)).contains(ReasonCode.IDLE);
        assertThat(codeOf(happen(warned, new Transition.StopAsked()).told("stop-requested")))
                .isEmpty();
        assertThat(codeOf(happen(warned, new Transition.DeleteAsked()).told("delete-requested")))
                .isEmpty();
    }

    @Test
    void keepsWhyItWasStoppedAndNotWhatHeldItsStopUp() {
        Workspace running = workspace(DesiredState.RUNNING, WorkspaceState.RUNNING);
        Transition balked = new Transition.EngineBalked(new Notice.WaitsForEngine("it is away"));
        Transition idle = new Transition.IdledOut(NOW, new Notice.IdleStopped(NOW, Duration.ofHours(1)));
        Workspace idled = happen(running, idle)
                .then(balked)
                .then(new Transition.Settled())
                .told("idle-stopped", "stopped");
        assertThat(codeOf(idled)).contains(ReasonCode.IDLE);
        Workspace stopping =
                happen(running, new Transition.StopAsked()).then(balked).told("stop-requested");
        assertThat(codeOf(stopping)).contains(ReasonCode.WAITS_FOR_ENGINE);
        assertThat(codeOf(happen(stopping, new Transition.Settled()).told("stopped")))
                .isEmpty();
    }

    @Test
    void saysWhatIsWorseFirst() {
        Workspace ill = happen(workspace(DesiredState.RUNNING, WorkspaceState.RUNNING), new Transition.GpuFellIll(ILL))
                .then(new Transition.GpuFellIll(ILL))
                .then(new Transition.IdleWarned(NOW, WARNING))
                .told("gpu-unhealthy");
        assertThat(codeOf(ill)).contains(ReasonCode.GPU_UNHEALTHY);
        happen(ill, new Transition.GpusRecovered())
                .then(new Transition.GpusRecovered())
                .told("gpu-healthy");
    }

    @Test
    void takesAWarningBackWhereItIsUsedOrCannotBeTold() {
        Workspace running = workspace(DesiredState.RUNNING, WorkspaceState.RUNNING);
        happen(running, new Transition.Used(NOW)).told();
        happen(running, new Transition.IdleWarned(NOW, WARNING))
                .then(new Transition.Used(NOW))
                .told("idle-warning", "active-again");
        happen(running, new Transition.IdleWarned(NOW, WARNING))
                .then(new Transition.Doubted(NOW, new Notice.IdleUnknown("kernels: no answer")))
                .told("idle-warning", "idle-unknown");
    }

    @Test
    void saysThatAContainerWasLost() {
        happen(
                        workspace(DesiredState.RUNNING, WorkspaceState.RUNNING),
                        new Transition.ContainerBegan(new ImageReference("a:2")))
                .then(new Transition.ContainerBegan(new ImageReference("a:2")))
                .told("container-lost");
    }

    /** A workspace after this and that, and the codes by which it was told. */
    private record Story(Workspace workspace, List<String> codes) {
        Story then(Transition next) {
            Outcome outcome = next.of(workspace, NOW);
            List<String> told = new ArrayList<>(codes);
            outcome.event().ifPresent(event -> told.add(EventCode.of(event).word()));
            return new Story(outcome.workspace(), told);
        }

        Workspace told(String... words) {
            assertThat(codes).containsExactly(words);
            return workspace;
        }
    }

    private static Story happen(Workspace workspace, Transition first) {
        return new Story(workspace, List.of()).then(first);
    }

    private static Optional<ReasonCode> codeOf(Workspace workspace) {
        return workspace.status().reason().map(StateReason::code);
    }

    private static Workspace workspace(DesiredState desired, WorkspaceState state) {
        Optional<Endpoint> endpoint =
                state == WorkspaceState.RUNNING ? Optional.of(new Endpoint("10.0.0.1", 8888)) : Optional.empty();
        return AWorkspace.of(desired, state, 2, 1, endpoint);
    }
}
