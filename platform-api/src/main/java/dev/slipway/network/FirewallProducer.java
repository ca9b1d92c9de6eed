package dev.slipway.network;

import dev.slipway.engine.EngineConfig;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.firewall.ConnectionBounds;
import dev.slipway.runtime.firewall.Firewall;
import dev.slipway.runtime.firewall.Policy;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import dev.slipway.runtime.label.InstallationId;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the platform's firewall, which guards the bridges that {@link Bridges} knows. */
final class FirewallProducer {
    @Produces
    @Singleton
    BridgeNames names(EngineConfig config) {
        return new BridgeNames(new InstallationId(config.installation()));
    }

    @Produces
    @Singleton
    Firewall firewall(BridgeNames names, Bridges bridges, NetworkConfig network) {
        Policy policy = new Policy(
                network.egress(),
                network.allowed().orElse(List.of()),
                new ConnectionBounds(network.connections(), network.connectionsPerSecond()),
                network.resolver());
        return new WorkspaceFirewall(names, bridges::former, policy);
    }
}
