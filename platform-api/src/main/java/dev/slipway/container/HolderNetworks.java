package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.network.Bridges;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives each holder a network of its own, guarded before a container is in it. {@link Teardown} takes it back. */
@ApplicationScoped
public class Networks {
    private final Bridges bridges;
    private final ContainerEngine engine;
    private final Firewall firewall;

    Networks(Bridges bridges, ContainerEngine engine, Firewall firewall) {
        this.bridges = bridges;
        this.engine = engine;
        this.firewall = firewall;
    }

    /** Begins to make the holder's network, or finds it as it is. */
    public HolderNetwork begin(Holder holder) {
        return new HolderNetwork(Steps.take(ContainerStep.TAKE_NETWORK, () -> bridges.of(holder)), engine, firewall);
    }
}
