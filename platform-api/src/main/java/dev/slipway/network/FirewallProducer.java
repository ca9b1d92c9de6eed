package dev.slipway.network;

import dev.slipway.engine.EngineConfig;
import dev.slipway.runtime.engine.InstallationId;
import dev.slipway.runtime.firewall.BridgeNames;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
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
    WorkspaceFirewall firewall(BridgeNames names, Bridges bridges, EngineConfig config) {
        return new WorkspaceFirewall(
                names,
                bridges::former,
                config.network().egress(),
                config.network().allowed().orElse(List.of()));
    }
}
