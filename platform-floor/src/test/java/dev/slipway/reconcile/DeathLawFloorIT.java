package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.Transitions;
import dev.slipway.floor.World;
import dev.slipway.problem.ProblemException;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Processes are killed at whatever step they are, one after the other, while their users ask for this and that; the one that is
 * left brings everything to where it was wished to be.
 */
class DeathLawFloorIT {
    /** More than a process needs for all that a test asks of it. */
    private static final int WHOLE_LIFE = 100_000;

    /** Something that happens, by a process that ends after so many steps. */
    sealed interface Deed {
        int steps();

        record Launch(int gpus, boolean endsByItself, int steps) implements Deed {}

        record Ask(Verb verb, int which, int steps) implements Deed {}

        record Work(int steps) implements Deed {}
    }

    enum Verb {
        START,
        STOP,
        RESTART,
        DELETE
    }

    @BeforeContainer
    static void watch() {
        Floor.clear();
        Transitions.watch();
    }

    /** A law that was tried on nothing says nothing. */
    @AfterContainer
    static void sawWhatItIsAbout() {
        assertThat(Transitions.seen())
                .contains("QUEUED STARTING", "STARTING RUNNING", "RUNNING STOPPING", "STOPPING STOPPED");
    }

    @Property(tries = 40)
    void whatOneProcessLeftAtItsDeathTheNextEnds(@ForAll("deeds") List<Deed> deeds) throws InterruptedException {
        Floor.clear();
        for (Deed deed : deeds) {
            happen(deed);
        }
        try (Tended last = Tended.forGood()) {
            last.compare();
            last.until(World::isAsWished);
            last.compare();
            World.isAsWished();
            World.hasNoNetworkOfNobody();
        }
        assertThat(Transitions.forbidden()).isEmpty();
    }

    private static void happen(Deed deed) throws InterruptedException {
        Life life = new Life(deed.steps());
        try (Tended process = new Tended(life)) {
            switch (deed) {
                case Deed.Work work -> process.until(World::isAsWished);
                case Deed.Launch launch ->
                    life.live(() -> new Owner(process.replica(), "alice")
                            .launch(launch.endsByItself() ? "ends" : "server", launch.gpus()));
                case Deed.Ask ask -> life.live(() -> ask(new Owner(process.replica(), "alice"), ask));
            }
        }
    }

    private static void ask(Owner owner, Deed.Ask ask) {
        List<Workspace> rows = World.rows();
        if (rows.isEmpty()) {
            return;
        }
        WorkspaceId id = rows.get(ask.which() % rows.size()).id();
        try {
            switch (ask.verb()) {
                case START -> owner.start(id);
                case STOP -> owner.stop(id);
                case RESTART -> owner.restart(id);
                case DELETE -> owner.delete(id);
            }
        } catch (ProblemException e) {
            // it was deleted before
        }
    }

    /** A launch, and then by turns something that is asked for and a process that works: every second one to its end. */
    @Provide
    Arbitrary<List<Deed>> deeds() {
        Arbitrary<Integer> whole = Arbitraries.just(WHOLE_LIFE);
        Arbitrary<Integer> lives = Arbitraries.frequencyOf(
                Tuple.of(4, whole), Tuple.of(1, Arbitraries.integers().between(0, 20)));
        Arbitrary<Deed> launches = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true)),
                        lives)
                .as(Deed.Launch::new);
        Arbitrary<Deed> asks = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Verb.START),
                                Tuple.of(4, Verb.STOP),
                                Tuple.of(2, Verb.RESTART),
                                Tuple.of(1, Verb.DELETE)),
                        Arbitraries.integers().between(0, 1),
                        lives)
                .as(Deed.Ask::new);
        Arbitrary<Deed> works = Arbitraries.frequencyOf(
                        Tuple.of(1, whole), Tuple.of(1, Arbitraries.integers().between(0, 90)))
                .map(Deed.Work::new);
        Arbitrary<List<Deed>> turns = Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(1, launches), Tuple.of(5, asks)), works)
                .as((asked, work) -> List.of(asked, work));
        return Combinators.combine(launches, works, turns.list().ofMinSize(1).ofMaxSize(4))
                .as((first, work, rest) -> Stream.concat(
                                Stream.of(first, work), rest.stream().flatMap(List::stream))
                        .toList());
    }
}
