package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Halts;
import dev.slipway.floor.Life;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.World;
import dev.slipway.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The process is halted before each step of a launch, a stop, a restart, a failure and a delete, and after it, and another one brings
 * everything to where it was wished to be.
 */
class StepsFloorIT {
    /** Of pulls and builds, which have their own test. */
    private static final List<String> OTHERS =
            List.of("OperationStep", "ImageStep", "BuildPhase", "WorkspaceStep.NOTE_PULL");

    @TestFactory
    Stream<DynamicTest> anotherProcessGoesOnFromEachStep() {
        List<String> halts = new ArrayList<>(Halts.all());
        halts.removeIf(halt -> OTHERS.stream().anyMatch(halt::startsWith));
        assertThat(halts).hasSizeGreaterThan(30);
        return halts.stream().map(halt -> dynamicTest(halt, () -> anotherGoesOnFrom(halt)));
    }

    private static void anotherGoesOnFrom(String halt) throws InterruptedException {
        Floor.clear();
        Life life = Life.endingAt(halt);
        try (Tended process = new Tended(life)) {
            life.live(() -> liveThroughAll(process));
        }
        assertThat(life.endedAt()).as("no process came to this step").isEqualTo(halt);
        try (Tended next = Tended.forGood()) {
            next.compare();
            next.until(World::isAsWished);
            next.compare();
            World.isAsWished();
            World.hasNoNetworkOfNobody();
        }
    }

    private static void liveThroughAll(Tended process) {
        Owner alice = new Owner(process.replica(), "alice");
        WorkspaceId id = alice.launch("server", 1);
        process.until(World::isAsWished);
        alice.restart(id);
        process.until(World::isAsWished);
        alice.stop(id);
        process.until(World::isAsWished);
        WorkspaceId ending = alice.launch("ends");
        process.until(World::isAsWished);
        alice.delete(ending);
        alice.delete(id);
        process.until(World::isAsWished);
    }
}
