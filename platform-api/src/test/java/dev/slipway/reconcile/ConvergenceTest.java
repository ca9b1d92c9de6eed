package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.notice.ReasonCode;
import dev.slipway.reconcile.Convergence.Step;
import dev.slipway.runtime.container.ContainerState;
import dev.slipway.workspace.AWorkspace;
import dev.slipway.workspace.DesiredState;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvergenceTest {
    private static final Instant NOW = Instant.parse("2026-11-24T20:00:00Z");
    private static final ContainerState CREATED = new ContainerState.Created();
    private static final ContainerState RUNNING = new ContainerState.Running(NOW, Optional.of("10.0.0.2"), 1);

    @ParameterizedTest
    @EnumSource(WorkspaceState.class)
    void launchesWhatShouldRunAndDoesNot(WorkspaceState state) {
        assertThat(next(DesiredState.RUNNING, state, null)).isEqualTo(new Step.Launch());
        assertThat(next(DesiredState.RUNNING, state, CREATED)).isEqualTo(new Step.Launch());
    }

    @Test
    void asksAStartedServerUntilItServesAndRestsThen() {
        assertThat(next(DesiredState.RUNNING, WorkspaceState.STARTING, RUNNING))
                .isEqualTo(new Step.AwaitReady("10.0.0.2"));
        assertThat(next(DesiredState.RUNNING, WorkspaceState.RUNNING, RUNNING)).isEqualTo(new Step.Rest());
    }

    @ParameterizedTest
    @EnumSource(WorkspaceState.class)
    void removesTheContainerOfAnEarlierStart(WorkspaceState state) {
        Workspace restarted = workspace(DesiredState.RUNNING, state, 2, 1);
        assertThat(Convergence.next(restarted, Optional.of(RUNNING))).isEqualTo(new Step.TearDown());
    }

    @Test
    void saysWhyAContainerEnded() {
        assertThat(reason(137, true)).isEqualTo("out-of-memory");
        assertThat(reason(137, false)).isEqualTo("killed");
        assertThat(reason(0, true)).as("another process was killed before").isEqualTo("exited");
        assertThat(reason(127, false)).isEqualTo("command-not-found");
        assertThat(reason(1, false)).isEqualTo("exited");
        assertThat(reason(0, false)).isEqualTo("exited");
    }

    private static String reason(int exitCode, boolean outOfMemory) {
        Step step = next(
                DesiredState.RUNNING, WorkspaceState.RUNNING, new ContainerState.Exited(exitCode, outOfMemory, NOW));
        return step instanceof Step.Fail fail ? ReasonCode.of(fail.why()).word() : step.toString();
    }

    @Test
    void stopsWhatShouldNotRunAndSaysSoOnce() {
        assertThat(next(DesiredState.STOPPED, WorkspaceState.STOPPING, RUNNING)).isEqualTo(new Step.TearDown());
        assertThat(next(DesiredState.STOPPED, WorkspaceState.STOPPING, null)).isEqualTo(new Step.Settle());
        assertThat(next(DesiredState.STOPPED, WorkspaceState.STOPPED, null)).isEqualTo(new Step.Rest());
        assertThat(next(DesiredState.STOPPED, WorkspaceState.FAILED, null)).isEqualTo(new Step.Rest());
        assertThat(next(DesiredState.STOPPED, WorkspaceState.FAILED, RUNNING)).isEqualTo(new Step.TearDown());
    }

    @ParameterizedTest
    @EnumSource(WorkspaceState.class)
    void forgetsADeletedWorkspaceOnlyWhenNothingOfItIsLeft(WorkspaceState state) {
        for (ContainerState container : List.of(CREATED, RUNNING, new ContainerState.Exited(0, false, NOW))) {
            assertThat(next(DesiredState.DELETED, state, container)).isEqualTo(new Step.TearDown());
        }
        assertThat(next(DesiredState.DELETED, state, null)).isEqualTo(new Step.Forget());
    }

    @Test
    void aStateChangesOnlyToOneThatMayFollow() {
        assertThat(WorkspaceState.RUNNING.mayBecome(WorkspaceState.STOPPED)).isFalse();
        assertThat(WorkspaceState.STOPPED.mayBecome(WorkspaceState.RUNNING)).isFalse();
        for (WorkspaceState state : WorkspaceState.values()) {
            assertThat(state.mayBecome(state)).isTrue();
            assertThat(state.next().isEmpty())
                    .as("no way out of %s", state)
                    .isEqualTo(state == WorkspaceState.DELETING);
        }
    }

    private static Step next(DesiredState desired, WorkspaceState state, @Nullable ContainerState container) {
        return Convergence.next(workspace(desired, state, 1, 1), Optional.ofNullable(container));
    }

    private static Workspace workspace(DesiredState desired, WorkspaceState state, int generation, int observed) {
        return AWorkspace.of(desired, state, generation, observed, Optional.empty());
    }
}
