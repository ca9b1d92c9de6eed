package dev.slipway.container;

import dev.slipway.capacity.CapacityLeases;
import dev.slipway.database.Database;
import dev.slipway.gpu.Leases;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.network.Bridges;
import dev.slipway.queue.Queue;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Gives back what a holder had: its network, its GPUs, its processors and its memory, at once. */
@ApplicationScoped
class Release {
    private static final Logger LOG = Logger.getLogger(Release.class);

    private final Database database;
    private final Bridges bridges;
    private final Leases gpus;
    private final CapacityLeases capacities;
    private final Queue queue;
    private final Holders holders;

    Release(Database database, Bridges bridges, Leases gpus, CapacityLeases capacities, Queue queue, Holders holders) {
        this.database = database;
        this.bridges = bridges;
        this.gpus = gpus;
        this.capacities = capacities;
        this.queue = queue;
        this.holders = holders;
    }

    /** Releases all that a holder has, and has the queue look again if any lease ended. */
    void all(Holder holder) {
        int leases = Steps.take(
                ContainerStep.RELEASE,
                () -> database.transact(() -> {
                    bridges.leave(holder);
                    int ended = gpus.release(holder.id()) + capacities.release(holder);
                    holders.end(holder);
                    if (ended > 0) {
                        queue.look();
                    }
                    return ended;
                }));
        if (leases > 0) {
            LOG.infof("leases ended holder=%s leases=%d", holder.id(), leases);
        }
    }
}
