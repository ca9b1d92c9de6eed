package dev.slipway.network;

import dev.slipway.runtime.firewall.Egress;
import dev.slipway.runtime.firewall.Service;
import dev.slipway.settings.AtLeastOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** What workspaces may reach. */
@ConfigMapping(prefix = "slipway.network")
interface NetworkConfig {
    /** {@code internet}: public addresses; {@code none}: nothing. */
    @WithDefault("internet")
    Egress egress();

    /** What is reached beside that, at private addresses or on this host: proxies, and mirrors of packages. */
    Optional<List<Service>> allowed();

    /** Connections that one workspace or build has open at once, of any protocol, 1 to 1,000,000. */
    @WithDefault("2048")
    @WithConverter(AtLeastOne.class)
    int connections();

    /** New connections of one workspace or build in a second, 1 to 100,000; four seconds' worth may come at once. */
    @WithDefault("128")
    @WithConverter(AtLeastOne.class)
    int connectionsPerSecond();

    /** Where this host's own name server for workspaces is, which {@code ./slipway} starts; absent: there is none. */
    Optional<String> resolver();
}
