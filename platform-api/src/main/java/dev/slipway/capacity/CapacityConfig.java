package dev.slipway.capacity;

import dev.slipway.settings.AtLeastOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** What of the host is given to workspaces, trials and builds. */
@ConfigMapping(prefix = "slipway.capacity")
interface CapacityConfig {
    /**
     * Memory that is never given out, MiB: it is the platform's, its database's, its identity provider's, the engine's and the
     * system's. Unless set, a tenth of the host's and at least 2 GiB; never less than {@link HostCapacity#LEAST_RESERVE}.
     */
    OptionalInt memoryReserve();

    /**
     * How many times each processor may be leased. Few holders use their processors all the time, and when many do, they are
     * slowed, not ended.
     */
    @WithDefault("16")
    @WithConverter(AtLeastOne.class)
    int cpuFactor();
}
