package dev.slipway.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.GpuWitness;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Replica;
import dev.slipway.floor.Tended;
import dev.slipway.floor.Transitions;
import dev.slipway.floor.World;
import dev.slipway.problem.ProblemException;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Several processes give GPUs at once, and some of them die at it. */
class GpuLawFloorIT {
    @BeforeContainer
    static void watch() {
        Floor.clear();
        Transitions.watch();
    }

    /**
     * Their owners stop and start them meanwhile; in the end all that are left run in turn, as GPUs become free.
     *
     * @param demands how many GPUs each workspace asks for
     * @param lives how many steps the processes live that are at work at once
     * @param restarts which workspaces are stopped or started, in this order
     */
    @Property(tries = 15)
    void noGpuIsGivenTwiceAndAllGetTheirTurn(
            @ForAll("demands") List<Integer> demands,
            @ForAll("lives") List<Integer> lives,
            @ForAll("restarts") List<Integer> restarts)
            throws Exception {
        Floor.clear();
        try (GpuWitness witness = new GpuWitness();
                Tended last = Tended.forGood()) {
            List<WorkspaceId> launched = launch(demands, last.replica());
            atOnce(
                    lives.stream().map(steps -> dying(steps)).toList(),
                    () -> disturb(launched, restarts, last.replica()));
            last.compare();
            last.until(World::isAsWished);
            Owner owner = new Owner(last.replica(), "alice");
            launched.forEach(owner::start);
            while (!launched.isEmpty()) {
                last.until(World::isAsWished);
                List<WorkspaceId> running =
                        last.replica().bean(WorkspaceStore.class).running();
                assertThat(running).as("of %s that wait some run", launched).isNotEmpty();
                running.forEach(owner::delete);
                launched.removeAll(running);
            }
            last.until(World::isAsWished);
            assertThat(witness.twice()).isEmpty();
            assertThat(witness.served()).isEqualTo(demands.size());
        }
        assertThat(Transitions.forbidden()).isEmpty();
    }

    private static List<WorkspaceId> launch(List<Integer> demands, Replica replica) {
        Owner owner = new Owner(replica, "alice");
        List<WorkspaceId> launched = new ArrayList<>();
        demands.forEach(gpus -> launched.add(owner.launch("lingers", gpus)));
        return launched;
    }

    private interface Part {
        void run() throws Exception;
    }

    /** A process that works until it dies, or all is done. */
    private static Part dying(int steps) {
        return () -> {
            try (Tended process = new Tended(new Life(steps))) {
                process.until(World::isAsWished);
            }
        };
    }

    private static void disturb(List<WorkspaceId> launched, List<Integer> restarts, Replica replica) {
        Owner owner = new Owner(replica, "alice");
        for (int i = 0; i < restarts.size(); i++) {
            WorkspaceId id = launched.get(restarts.get(i) % launched.size());
            try {
                if (i % 3 == 0) {
                    owner.restart(id);
                } else if (i % 3 == 1) {
                    owner.stop(id);
                } else {
                    owner.start(id);
                }
            } catch (ProblemException e) {
                throw new AssertionError("nobody has deleted " + id, e);
            }
        }
    }

    private static void atOnce(List<Part> parts, Part last) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> begun = new ArrayList<>();
            for (Part part : parts) {
                begun.add(threads.submit(() -> {
                    part.run();
                    return true;
                }));
            }
            last.run();
            for (Future<?> one : begun) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a process ended as none does", e.getCause());
        }
    }

    @Provide
    Arbitrary<List<Integer>> demands() {
        return Arbitraries.integers().between(1, World.GPUS).list().ofMinSize(2).ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<Integer>> lives() {
        return Arbitraries.integers().between(5, 400).list().ofMinSize(2).ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Integer>> restarts() {
        return Arbitraries.integers().between(0, 7).list().ofMaxSize(12);
    }
}
