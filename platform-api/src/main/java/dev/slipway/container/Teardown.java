package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.queue.Queue;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Ends a holder's container: its program first, then its log, then itself, and only then what it had. Every step
 * has a time limit of its own, and the container is removed even where stopping it or reading its log failed. One that could not be
 * removed keeps its network.
 */
@ApplicationScoped
public class Teardown {
    private static final Logger LOG = Logger.getLogger(Teardown.class);

    private final Containers containers;
    private final Volumes volumes;
    private final Release release;
    private final Queue queue;
    private final ContainerConfig config;

    Teardown(Containers containers, Volumes volumes, Release release, Queue queue, ContainerConfig config) {
        this.containers = containers;
        this.volumes = volumes;
        this.release = release;
        this.queue = queue;
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
            Steps.run(ContainerStep.STOP_CONTAINER, () -> containers.stop(holder.container(), config.stopGrace()));
        } catch (EngineException e) {
            LOG.warnf("container not stopped, is killed container=%s cause=%s", holder.container(), e.getMessage());
        }
        try {
            Steps.run(ContainerStep.KEEP_LOG, words::keep);
        } catch (RuntimeException e) {
            LOG.warnf("log not kept container=%s cause=%s", holder.container(), e);
        }
        Steps.run(ContainerStep.REMOVE_CONTAINER, () -> containers.remove(holder.container()));
    }

    /** Releases the network, GPUs, processors and memory of a holder whose container is gone. */
    public void release(Holder holder) {
        release.all(holder);
    }

    /**
     * Removes at once what runs for an operation, whose work is done or broken off: its container, the volume that this had for
     * itself alone, and releases what it had.
     *
     * @throws EngineException when one of the two could not be removed; then nothing is released
     */
    public void clear(Holder operation) {
        Interruption.putOff(() -> {
            Steps.run(ContainerStep.REMOVE_CONTAINER, () -> containers.remove(operation.container()));
            volumes.remove(operation.container());
            queue.leave(operation);
            release(operation);
        });
    }
}
