package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.World;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers that run, and of which the database does not know. */
class OrphansFloorIT {
    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** So many run, of a process that is no more, and then their rows are gone, as beside a database that is new. */
    private static List<String> orphans(int number) {
        try (Tended process = Tended.forGood()) {
            Owner alice = new Owner(process.replica(), "alice");
            for (int i = 0; i < number; i++) {
                alice.launch("server");
            }
            process.until(World::isAsWished);
        }
        Floor.forgetAll();
        List<String> running = running();
        assertThat(running).hasSize(number);
        return running;
    }

    private static List<String> running() {
        return Floor.engine().containers().list().stream()
                .map(container -> container.id().value())
                .sorted()
                .toList();
    }

    @Test
    void aFewAreRemoved() throws InterruptedException {
        orphans(3);
        try (Tended process = Tended.forGood()) {
            process.compare();
            assertThat(running()).isEmpty();
        }
    }

    @Test
    void manyAreShownAndLeftAlone() throws InterruptedException {
        List<String> orphans = orphans(4);
        try (Tended process = Tended.forGood()) {
            process.compare();
            process.compare();
            assertThat(running()).isEqualTo(orphans);
            assertThat(process.replica().bean(Orphans.class).now())
                    .extracting(WorkspaceId::value)
                    .isEqualTo(orphans);
            WorkspaceId own = new Owner(process.replica(), "bob").launch("server");
            process.until(() -> assertThat(Floor.bean(WorkspaceStore.class).running())
                    .as("others go on beside them")
                    .containsExactly(own));
            process.compare();
            assertThat(running()).containsAll(orphans).contains(own.value());
        }
    }
}
