package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.floor.Floor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that has lost a workspace to another, and goes on because it does not know. */
class FencesFloorIT {
    private final WorkspaceStore store = Floor.bean(WorkspaceStore.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void changesNothingOfItAndReleasesNothing() throws InterruptedException {
        try (Tended process = Tended.forGood()) {
            Owner alice = new Owner(process.replica(), "alice");
            WorkspaceId id = alice.launch("server", 1);
            process.until(World::isAsWished);
            Workspace before = store.find(id).orElseThrow();
            Claim former = new Claim(id.value(), 1_000_001);
            Claim latter = new Claim(id.value(), 1_000_002);
            store.claim(id, former.session());
            store.claim(id, latter.session());
            former.within(() -> {
                isRefused(() -> store.applyWhereItMay(id, new Transition.Failed(new Notice.NoAddress())));
                isRefused(() -> process.replica().bean(ContainerEnd.class).release(before));
                return true;
            });
            assertThat(store.find(id)).contains(before);
            World.isAsWished();

            // what is asked for is nobody's work
            alice.delete(id);
            former.within(() -> {
                isRefused(() -> store.forget(id));
                return true;
            });
            assertThat(store.find(id)).isPresent();
            process.until(World::isAsWished);
            assertThat(store.find(id)).isEmpty();
        }
    }

    private static void isRefused(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(ClaimLostException.class);
    }
}
