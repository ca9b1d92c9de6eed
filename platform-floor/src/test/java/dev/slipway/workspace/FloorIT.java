package dev.slipway.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the platform does by the hundred. */
class FloorIT {
    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void launchesAHundredWorkspacesAndDeletesThem() {
        try (Replica replica = new Replica()) {
            replica.begin(Sweep.class);
            Owner alice = new Owner(replica, "alice");
            WorkspaceStore store = replica.bean(WorkspaceStore.class);
            for (int i = 0; i < 100; i++) {
                alice.launch("server");
            }
            await().untilAsserted(() -> assertThat(store.running()).hasSize(100));
            assertThat(Floor.engine().containers()).hasSize(100);
            store.running().forEach(alice::delete);
            await().untilAsserted(() ->
                    assertThat(Floor.query("select id from workspace")).isEmpty());
            assertThat(Floor.engine().containers()).isEmpty();
            assertThat(Floor.query("select id from bridge where holder is not null"))
                    .isEmpty();
        }
    }
}
