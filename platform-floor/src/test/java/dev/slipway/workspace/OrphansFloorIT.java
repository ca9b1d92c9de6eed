package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers that run, and of which the database does not know. */
class OrphansFloorIT {
    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** So many run, and then their rows are gone, as beside a database that is new. */
    private static List<String> orphans(Tended process, int number) {
        Owner alice = new Owner(process.replica(), "alice");
        List<WorkspaceId> ids = Stream.generate(() -> alice.launch("server"))
                .limit(number)
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .toList();
        process.until(World::isAsWished);
        Floor.forgetAll();
        return ids.stream().map(WorkspaceId::value).toList();
    }

    private static List<String> running() {
        return Floor.engine().containers().stream()
                .map(container -> container.id().value())
                .sorted()
                .toList();
    }

    @Test
    void aFewAreRemoved() throws InterruptedException {
        try (Tended process = Tended.forGood()) {
            orphans(process, 3);
            process.compare();
            assertThat(running()).isEmpty();
        }
    }

    @Test
    void manyAreShownAndLeftAlone() throws InterruptedException {
        try (Tended process = Tended.forGood()) {
            List<String> orphans = orphans(process, 4);
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
