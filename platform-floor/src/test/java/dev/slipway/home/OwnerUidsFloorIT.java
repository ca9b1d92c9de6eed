package dev.slipway.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.floor.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of owners' uids. */
class OwnerUidsFloorIT {
    private static final int OWNERS = 30;

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    @Test
    void manyWhoComeAtOnceHaveAUidEachWithoutAGap() throws Exception {
        try (Replica one = new Replica();
                Replica other = new Replica();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HomeOwner>> given = new ArrayList<>();
            IntStream.range(0, 2 * OWNERS)
                    .forEach(number -> given.add(threads.submit(() -> (number % 2 == 0 ? one : other)
                            .bean(OwnerUids.class)
                            .of("owner" + number / 2))));
            for (int number = 0; number < OWNERS; number++) {
                HomeOwner owner = given.get(2 * number).get();
                assertThat(owner).isEqualTo(given.get(2 * number + 1).get());
                assertThat(owner.isSettled()).isFalse();
            }
        }
        assertThat(Floor.query("select count(*) = max(uid) - min(uid) + 1 from owner_uid"))
                .containsExactly("t");
        assertThat(Floor.query("select owner_id from owner_uid")).hasSize(OWNERS);
    }

    @Test
    void aHomeIsToBeSettledWhereNothingIsAtWorkInItAndItIsNotItsOwnersYet() {
        Rows.workspace("wabcdefgh2a", "rest", "own:1", "STOPPED", "STOPPED");
        Rows.workspace("wabcdefgh2b", "rest", "own:1", "STOPPED", "FAILED");
        Rows.workspace("wabcdefgh2c", "busy", "own:1", "STOPPED", "STOPPED");
        Rows.workspace("wabcdefgh2d", "busy", "own:1", "STOPPED", "STOPPING");
        Rows.workspace("wabcdefgh2e", "begins", "own:1", "RUNNING", "QUEUED");
        Rows.workspace("wabcdefgh2f", "settled", "own:1", "STOPPED", "STOPPED");
        try (Replica process = new Replica()) {
            OwnerUids uids = process.bean(OwnerUids.class);
            HomeOwner settled = uids.of("settled");
            assertThat(uids.toBeSettled()).containsExactly("rest", "settled");
            uids.settle(settled);
            assertThat(uids.of("settled")).isEqualTo(new HomeOwner("settled", settled.uid(), true));
            assertThat(uids.toBeSettled()).containsExactly("rest");
            uids.unsettle(settled);
            assertThat(uids.of("settled")).isEqualTo(settled);
            assertThat(uids.toBeSettled()).containsExactly("rest", "settled");
        }
    }
}
