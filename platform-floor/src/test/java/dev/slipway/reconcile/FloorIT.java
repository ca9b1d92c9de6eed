package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import dev.slipway.floor.GpuWitness;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Replica;
import dev.slipway.floor.Tended;
import dev.slipway.floor.Transitions;
import dev.slipway.floor.World;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.queue.Serving;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the platform does by the hundred, and through the whole of a workspace's life. */
class FloorIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @BeforeEach
    void clear() {
        Floor.clear();
        Transitions.watch();
    }

    @AfterEach
    void nothingBecameWhatItMayNot() {
        assertThat(Transitions.forbidden()).isEmpty();
    }

    /** With the sweep's own loop, as the platform runs it. */
    @Test
    void launchesAHundredWorkspacesAndDeletesThem() {
        try (Replica replica = new Replica()) {
            replica.begin(Sweep.class);
            replica.begin(Serving.class);
            Owner alice = new Owner(replica, "alice");
            for (int i = 0; i < 100; i++) {
                alice.launch("server");
            }
            WorkspaceStore store = replica.bean(WorkspaceStore.class);
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(store.running()).hasSize(100));
            World.isAsWished();
            store.running().forEach(alice::delete);
            await().atMost(LONGEST).untilAsserted(World::isAsWished);
            assertThat(World.rows()).isEmpty();
        }
    }

    @Test
    void givesFourGpusToFortyWorkspacesInTurn() {
        try (GpuWitness witness = new GpuWitness();
                Tended process = Tended.forGood()) {
            Owner alice = new Owner(process.replica(), "alice");
            for (int i = 0; i < 40; i++) {
                alice.launch("server", 1);
            }
            while (!World.rows().isEmpty()) {
                process.until(World::isAsWished);
                Floor.bean(WorkspaceStore.class).running().forEach(alice::delete);
            }
            assertThat(witness.twice()).isEmpty();
            assertThat(witness.served()).isEqualTo(40);
        }
    }

    @Test
    void goesThroughItsLifeByAllowedStepsAlone() {
        try (Tended process = Tended.forGood()) {
            Owner alice = new Owner(process.replica(), "alice");
            WorkspaceId id = alice.launch("server", 1);
            process.until(World::isAsWished);
            alice.restart(id);
            process.until(World::isAsWished);
            alice.stop(id);
            process.until(World::isAsWished);
            alice.start(id);
            process.until(World::isAsWished);
            WorkspaceId ending = alice.launch("ends");
            process.until(World::isAsWished);
            assertThat(stateOf(ending)).isEqualTo(WorkspaceState.FAILED);
            alice.start(ending);
            process.until(World::isAsWished);
            alice.delete(id);
            alice.delete(ending);
            process.until(World::isAsWished);
            assertThat(World.rows()).isEmpty();
        }
    }

    /** Two minutes are the most that a server may take. */
    @Test
    void failsAServerThatDoesNotAnswerInTime() {
        try (Tended process = Tended.forGood()) {
            WorkspaceId id = new Owner(process.replica(), "alice").launch("silent");
            process.until(() -> assertThat(stateOf(id)).isEqualTo(WorkspaceState.STARTING));
            Floor.clock().pass(Duration.ofMinutes(2).plusSeconds(1));
            process.until(World::isAsWished);
            assertThat(World.rows().getFirst().status().reason().map(StateReason::code))
                    .contains(ReasonCode.NOT_READY);
        }
    }

    /** Set right by an hour, or awake after a sleep. */
    @Test
    void failsNothingWhenTheHostsClockJumps() throws InterruptedException {
        try (Tended process = Tended.forGood()) {
            WorkspaceId id = new Owner(process.replica(), "alice").launch("silent");
            process.until(() -> assertThat(stateOf(id)).isEqualTo(WorkspaceState.STARTING));
            for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(1))) {
                Floor.clock().jump(jump);
                Instant end = Floor.clock().instant().plusSeconds(1);
                process.until(() -> assertThat(Floor.clock().instant()).isAfter(end));
                assertThat(stateOf(id)).as("after %s", jump).isEqualTo(WorkspaceState.STARTING);
            }
        }
    }

    private static WorkspaceState stateOf(WorkspaceId id) {
        return Floor.bean(WorkspaceStore.class).find(id).orElseThrow().state();
    }
}
