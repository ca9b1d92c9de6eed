package dev.slipway.reconcile;

import dev.slipway.container.Remains;
import dev.slipway.network.Bridges;
import dev.slipway.runtime.container.Container;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Removes from the engine what belongs to nobody: containers of no workspace, what operations left, networks of no holder. */
@ApplicationScoped
class Strays {
    private static final Logger LOG = Logger.getLogger(Strays.class);

    private final Orphans orphans;
    private final Networks networks;
    private final Remains remains;
    private final Bridges bridges;

    Strays(Orphans orphans, Networks networks, Remains remains, Bridges bridges) {
        this.orphans = orphans;
        this.networks = networks;
        this.remains = remains;
        this.bridges = bridges;
    }

    /**
     * Removes the strays among the given containers and networks. The caller lists these before this reads the rows, so that what was
     * made since is not taken for a stray.
     */
    void remove(List<Container> containers, List<ResourceId> networks) {
        orphans.removeAFew(containers);
        remains.clear();
        bridges.forgetSurplus();
        Set<ResourceId> bridged = bridges.known();
        networks.stream().filter(network -> !bridged.contains(network)).forEach(this::removeNetwork);
    }

    private void removeNetwork(ResourceId network) {
        try {
            LOG.infof("removing a network that serves nobody id=%s", network);
            networks.remove(network);
        } catch (EngineException.Conflict | EngineException.Refused e) {
            LOG.warnf("network stays id=%s cause=%s", network, e.getMessage()); // the next sweep comes back to it
        }
    }
}
