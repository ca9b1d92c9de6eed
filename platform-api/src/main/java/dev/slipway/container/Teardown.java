package dev.slipway.container;

import dev.slipway.capacity.CapacityLeases;
import dev.slipway.database.Database;
import dev.slipway.gpu.Leases;
import dev.slipway.holder.Holder;
import dev.slipway.holder.Holders;
import dev.slipway.network.Bridges;
import dev.slipway.queue.Queue;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Ends a holder's container: its program first, then its log, then itself, and only then what it had. Every step has an end of
 * its own, and none before the removal keeps it from being removed; a container that could not be removed keeps its network.
 */
@ApplicationScoped
public class Teardown {
    private static final Logger LOG = Logger.getLogger(Teardown.class);

    private final ContainerEngine engine;
    private final Database database;
    private final Bridges bridges;
    private final Leases gpus;
    private final CapacityLeases capacities;
    private final Queue queue;
    private final Holders holders;
    private final ContainerConfig config;

    Teardown(
            ContainerEngine engine,
            Database database,
            Bridges bridges,
            Leases gpus,
            CapacityLeases capacities,
            Queue queue,
            Holders holders,
            ContainerConfig config) {
        this.engine = engine;
        this.database = database;
        this.bridges = bridges;
        this.gpus = gpus;
        this.capacities = capacities;
        this.queue = queue;
        this.holders = holders;
        this.config = config;
    }

    /** Keeps what a container wrote last, as well as it can within a deadline. */
    public interface LastWords {
        void keep() throws InterruptedException;
    }

    /**
     * Lets the program end, has its last words kept, and removes the container, which kills whatever still runs.
     *
     * @throws EngineException when it could not be removed
     */
    public void end(Holder holder, LastWords words) throws InterruptedException {
        try {
            Steps.run(ContainerStep.STOP_CONTAINER, () -> engine.stopContainer(holder.container(), config.stopGrace()));
        } catch (EngineException e) {
            LOG.warnf("container not stopped, is killed container=%s cause=%s", holder.container(), e.getMessage());
        }
        try {
            Steps.run(ContainerStep.KEEP_LOG, words::keep);
        } catch (RuntimeException e) {
            LOG.warnf("log not kept container=%s cause=%s", holder.container(), e);
        }
        Steps.run(ContainerStep.REMOVE_CONTAINER, () -> engine.removeContainer(holder.container()));
    }

    /** Lets others have what the holder's container had, which is gone. */
    public void release(Holder holder) {
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

    /**
     * Removes at once what runs for an operation, whose work is done or broken off: its container, the volume that this had for
     * itself alone, and releases what it had.
     *
     * @throws EngineException when one of the two could not be removed; then nothing is released
     */
    public void clear(Holder operation) {
        Interruption.putOff(() -> {
            Steps.run(ContainerStep.REMOVE_CONTAINER, () -> engine.removeContainer(operation.container()));
            engine.removeVolume(operation.container());
            queue.leave(operation);
            release(operation);
        });
    }
}
