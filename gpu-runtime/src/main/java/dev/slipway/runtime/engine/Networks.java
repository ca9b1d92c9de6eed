package dev.slipway.runtime.engine;

import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.label.ResourceId;
import java.util.List;

/**
 * The networks of one installation. One that exists is walled: what its containers reach is what an administrator lets them reach.
 * The walls are the host's and not the engine's, and each process wants the same: one that may change nothing at the engine any more
 * may look after them still ({@link ReadOnly}).
 */
public interface Networks {
    @ReadOnly
    List<ResourceId> list();

    /**
     * Makes the network, and returns when it is walled too.
     *
     * @throws EngineException.Unavailable also when the host does not take the wall's rules
     */
    void ensure(NetworkSpec spec);

    /**
     * Removes the network.
     *
     * @throws EngineException.Conflict while a container is connected to it
     */
    void remove(ResourceId id);

    /**
     * Sees to it that the walls of all networks are as they are wanted now, for what runs and what comes. It changes nothing that
     * the engine holds.
     *
     * @return whether something had to be put right
     * @throws EngineException.Unavailable when the host does not take the rules
     */
    @ReadOnly
    boolean wall();

    /**
     * Sees to it that a container which runs is walled within its own network too, from the engine's own services there. The wall
     * stands until the container ends. Does nothing for one that was not seen to run, or whose process is not told.
     *
     * @throws EngineException.Unavailable when the host does not take it, or the container has ended since
     */
    @ReadOnly
    void wallWithin(Container container);
}
