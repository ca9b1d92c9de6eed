package dev.slipway.floor;

import dev.slipway.queue.Serving;
import dev.slipway.reconcile.Comparison;
import dev.slipway.reconcile.Reconciler;
import dev.slipway.workspace.WorkspaceStore;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/**
 * A platform process whose workspaces are looked at again every few milliseconds, where the sweep's own loop takes a second and a
 * half: a test waits for nothing but what is done.
 */
public final class Tended implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final Life life;
    private final Replica replica = new Replica();

    public Tended(Life life) {
        this.life = life;
    }

    /** One that does not die. */
    public static Tended forGood() {
        return new Tended(Life.untilEnded());
    }

    public Replica replica() {
        return replica;
    }

    /** Compares everything once. */
    public void compare() throws InterruptedException {
        life.live(replica.bean(Comparison.class)::compare);
    }

    /** Works until this is so, or the process is no more. */
    public void until(ThrowingRunnable isSo) {
        WorkspaceStore rows = Floor.bean(WorkspaceStore.class);
        Reconciler reconciler = replica.bean(Reconciler.class);
        Serving serving = replica.bean(Serving.class);
        Awaitility.await()
                .atMost(LONGEST)
                .pollDelay(Duration.ZERO)
                .pollInterval(BETWEEN_LOOKS)
                .untilAsserted(() -> {
                    var wishes = rows.unsettled();
                    life.live(() -> {
                        serving.serve();
                        wishes.forEach(reconciler::visit);
                    });
                    if (!life.isOver()) {
                        isSo.run();
                    }
                });
    }

    @Override
    public void close() {
        life.end();
        replica.close();
    }
}
