package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;

/** Runs containers for holders: the way in which all come up. {@link Teardown} is that in which they go. */
@ApplicationScoped
public class Containers {
    private final ContainerEngine engine;
    private final Networks networks;
    private final ServerSpecs specs;

    Containers(ContainerEngine engine, Networks networks, ServerSpecs specs) {
        this.engine = engine;
        this.networks = networks;
        this.specs = specs;
    }

    /**
     * Begins to bring one up: its network and its home are made, or found, beside what comes next.
     *
     * @param home the volume of its user's files
     */
    public ContainerStart begin(Holder holder, ResourceId home) {
        return new ContainerStart(engine, specs, networks.begin(holder), holder, home);
    }
}
