package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.network.Bridges;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.step.Steps;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives each holder a network of its own, walled before it exists. {@link Teardown} takes it back. */
@ApplicationScoped
public class HolderNetworks {
    private final Bridges bridges;
    private final Networks networks;

    HolderNetworks(Bridges bridges, Networks networks) {
        this.bridges = bridges;
        this.networks = networks;
    }

    /** Begins to make the holder's network, or finds it as it is. */
    public HolderNetwork begin(Holder holder) {
        return new HolderNetwork(Steps.take(ContainerStep.TAKE_NETWORK, () -> bridges.of(holder)), networks);
    }
}
