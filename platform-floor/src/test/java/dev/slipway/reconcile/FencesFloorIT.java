package dev.slipway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Owner;
import dev.slipway.floor.Tended;
import dev.slipway.floor.World;
import dev.slipway.launch.ContainerEnd;
import dev.slipway.notice.Notice;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
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
            Claim former = claim(id);
            Claim latter = claim(id);
            store.claim(id, latter);
            store.claim(id, former); // late, and of no effect
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

    private static Claim claim(WorkspaceId id) {
        return new Claim(
                id.value(),
                Long.parseLong(Floor.query("select nextval('claim')").getFirst()));
    }

    private static void isRefused(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(ClaimLostException.class);
    }
}
