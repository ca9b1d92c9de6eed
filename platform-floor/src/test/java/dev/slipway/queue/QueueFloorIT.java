package dev.slipway.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.capacity.Capacity;
import dev.slipway.capacity.HostCapacity;
import dev.slipway.container.Teardown;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.Transitions;
import dev.slipway.floor.World;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Party;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for what others have, and who is served first. */
class QueueFloorIT {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Tended process = Tended.forGood();
    private final Owner alice = new Owner(process.replica(), "alice");

    @BeforeEach
    void clear() {
        Floor.clear();
        Transitions.watch();
    }

    @AfterEach
    void end() {
        process.close();
        assertThat(Transitions.forbidden()).isEmpty();
    }

    private static Workspace row(WorkspaceId id) {
        return Floor.bean(WorkspaceStore.class).find(id).orElseThrow();
    }

    private static boolean runs(WorkspaceId id) {
        return row(id).state() == WorkspaceState.RUNNING;
    }

    /** It runs in the end; a look at a busy machine's GPUs or engine may take another try. */
    private void awaitRunning(WorkspaceId id) {
        process.until(() -> assertThat(row(id).state())
                .as(() -> row(id).status().toString())
                .isEqualTo(WorkspaceState.RUNNING));
    }

    private static Optional<ReasonCode> reasonOf(WorkspaceId id) {
        return row(id).status().reason().map(StateReason::code);
    }

    /** All who can be served are, and their servers answer; the others say what they wait for. */
    private void settle() {
        process.until(() -> {
            assertThat(World.rows())
                    .noneMatch(row -> row.state() == WorkspaceState.STARTING
                            || row.state() == WorkspaceState.STOPPING
                            || row.state() == WorkspaceState.DELETING);
            assertThat(World.rows().stream().filter(row -> row.state() == WorkspaceState.QUEUED))
                    .allMatch(row -> row.status().reason().isPresent());
        });
    }

    @Test
    void servesThoseWhoWaitInTheOrderOfAdmission() {
        WorkspaceId first = alice.launch("server", World.GPUS);
        settle();
        List<WorkspaceId> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(alice.launch("server", World.GPUS));
        }
        settle();
        assertThat(waiting).allMatch(id -> reasonOf(id).equals(Optional.of(ReasonCode.WAITS_FOR_GPUS)));
        WorkspaceId last = first;
        for (WorkspaceId next : waiting) {
            alice.delete(last);
            awaitRunning(next);
            assertThat(waiting.stream().filter(QueueFloorIT::runs)).containsExactly(next);
            last = next;
            waiting = waiting.subList(1, waiting.size());
        }
    }

    @Test
    void keepsWhatIsFreedForOneThatIsPassedForTooLong() {
        WorkspaceId three = alice.launch("server", World.GPUS - 1);
        settle();
        WorkspaceId wide = alice.launch("server", World.GPUS);
        settle();
        WorkspaceId passes = alice.launch("server", 1);
        awaitRunning(passes);
        Floor.clock().pass(PATIENCE.plusSeconds(1));
        alice.delete(passes);
        settle();
        WorkspaceId late = alice.launch("server", 1);
        WorkspaceId without = alice.launch("server");
        settle();
        assertThat(runs(late)).isFalse();
        assertThat(row(late).status().reason().orElseThrow().message()).contains("1 kept for one that waits longer");
        awaitRunning(without); // it needs nothing of what is kept
        alice.delete(three);
        awaitRunning(wide);
        assertThat(runs(late)).isFalse();
        alice.delete(wide);
        awaitRunning(late);
    }

    @Test
    void neverGivesOutMoreMemoryThanTheHostHasToGive() {
        Bytes all = process.replica().bean(HostCapacity.class).all().memory();
        Bytes most = Bytes.ofMebi(all.value() >> 20);
        assertThatThrownBy(() -> alice.launchWith(Bytes.ofMebi((all.value() >> 20) + 1)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.UNSATISFIABLE));
        WorkspaceId first = alice.launchWith(most);
        settle();
        WorkspaceId second = alice.launchWith(most);
        settle();
        awaitRunning(first);
        assertThat(reasonOf(second)).contains(ReasonCode.WAITS_FOR_CAPACITY);
        assertThat(row(second).status().reason().orElseThrow().message())
                .isEqualTo("Waits for " + most + " of memory, which others have");
        alice.stop(first);
        awaitRunning(second);
        alice.start(first);
        settle();
        assertThat(reasonOf(first)).contains(ReasonCode.WAITS_FOR_CAPACITY);
        assertThat(Floor.query("select count(*) from capacity_lease where ended_at is null"))
                .containsExactly("1");
    }

    /** It takes no lease and goes no further; a new start is a new place. */
    @Test
    void whoIsStoppedWhileItWaitsIsServedNoMore() {
        WorkspaceId holds = alice.launch("server", World.GPUS);
        settle();
        WorkspaceId stopped = alice.launch("server", 1);
        WorkspaceId deleted = alice.launch("server", 1);
        WorkspaceId next = alice.launch("server", World.GPUS);
        settle();
        alice.stop(stopped);
        alice.delete(deleted);
        assertThat(Floor.query("select holder from queue_entry")).containsExactly(next.value());
        alice.start(stopped);
        alice.delete(holds);
        awaitRunning(next);
        settle();
        assertThat(row(stopped).state()).isEqualTo(WorkspaceState.QUEUED);
        assertThat(Floor.query("select count(*) from capacity_lease where holder = '" + deleted.value() + "'"))
                .containsExactly("0");
    }

    @Test
    void whatIsHeldBackIsServedWhenItIsNotAnyMore() {
        WorkspaceId holds = alice.launch("server", World.GPUS);
        settle();
        Floor.execute("insert into gpu_cordon (gpu_uuid, by_id, by_name, at) select gpu_uuid, 'a', 'admin', now() "
                + "from gpu_lease where ended_at is null limit 1");
        alice.stop(holds);
        settle();
        alice.start(holds);
        settle();
        assertThat(reasonOf(holds)).contains(ReasonCode.WAITS_FOR_GPUS);
        WorkspaceId passes = alice.launch("server", 1);
        Floor.clock().pass(PATIENCE.plusSeconds(1));
        awaitRunning(passes); // one that does not fit anyhow keeps nothing
        Floor.execute("delete from gpu_cordon");
        alice.delete(passes);
        awaitRunning(holds);
    }

    @Test
    void buildsAndTrialsWaitInTheSameQueue() throws Exception {
        Capacity all = process.replica().bean(HostCapacity.class).all();
        WorkspaceId holds = alice.launchWith(Bytes.ofMebi(all.memoryBytes() >> 20));
        settle();
        Holder build = Holder.build("abcdefghijklmnop");
        Work work = process.replica().bean(Work.class);
        CountDownLatch waits = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Capacity> admitted = threads.submit(() -> work.admit(
                    build, new Party(Optional.of("b"), "bob"), new Capacity(2_000, 4L << 30), waits::countDown));
            waits.await();
            WorkspaceId after = alice.launchWith(Bytes.ofMebi(all.memoryBytes() >> 20));
            settle();
            assertThat(admitted.isDone()).isFalse();
            alice.delete(holds);
            process.until(() -> assertThat(admitted.isDone()).isTrue());
            assertThat(admitted.get().memory()).isEqualTo(Bytes.ofGibi(4));
            settle();
            assertThat(reasonOf(after)).contains(ReasonCode.WAITS_FOR_CAPACITY);
            process.replica().bean(Teardown.class).clear(build);
            awaitRunning(after);
        }
    }
}
