package dev.slipway.launch;

import dev.slipway.readiness.ServerProbe;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.workspace.Workspace;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks a workspace's server whether it serves. */
@ApplicationScoped
class ReadinessProbe {
    private final Servers servers;

    ReadinessProbe(Servers servers) {
        this.servers = servers;
    }

    boolean serves(Workspace workspace, Endpoint endpoint) {
        return ServerProbe.serves(servers.contractOf(workspace), endpoint, workspace.serverToken());
    }

    /** Where the server of a workspace is whose container is reached there. */
    Endpoint endpointOf(Workspace workspace, String host) {
        return new Endpoint(host, servers.contractOf(workspace).port());
    }
}
