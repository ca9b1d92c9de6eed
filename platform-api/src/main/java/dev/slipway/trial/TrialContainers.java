package dev.slipway.trial;

import dev.slipway.capacity.Capacity;
import dev.slipway.container.ContainerConfig;
import dev.slipway.container.ContainerStarts;
import dev.slipway.holder.Holder;
import dev.slipway.home.Homes;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.Volumes;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes the containers of trials. */
@ApplicationScoped
class TrialContainers {
    private final Containers containers;
    private final Volumes volumes;
    private final ContainerStarts starts;
    private final Homes homes;
    private final ContainerConfig config;

    TrialContainers(
            Containers containers, Volumes volumes, ContainerStarts starts, Homes homes, ContainerConfig config) {
        this.containers = containers;
        this.volumes = volumes;
        this.starts = starts;
        this.homes = homes;
        this.config = config;
    }

    /**
     * A trial's, which is not made yet.
     *
     * @param has processors and memory of its own
     */
    TrialContainer of(Holder trial, Capacity has) {
        return new TrialContainer(containers, volumes, starts, homes, config, trial, has);
    }
}
