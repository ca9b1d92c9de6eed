package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;

/** Runs containers for holders: the way in which all come up. {@link Teardown} is that in which they go. */
@ApplicationScoped
public class ContainerStarts {
    private final Containers containers;
    private final Volumes volumes;
    private final HolderNetworks networks;
    private final ContainerSpecs specs;

    ContainerStarts(Containers containers, Volumes volumes, HolderNetworks networks, ContainerSpecs specs) {
        this.containers = containers;
        this.volumes = volumes;
        this.networks = networks;
        this.specs = specs;
    }

    /**
     * Begins to bring one up: its network and its home are made, or found, beside what comes next.
     *
     * @param home the volume of its user's files
     */
    public ContainerStart begin(Holder holder, ResourceId home) {
        return new ContainerStart(containers, volumes, specs, networks.begin(holder), holder, home);
    }
}
