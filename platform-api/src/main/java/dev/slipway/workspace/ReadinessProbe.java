package dev.slipway.workspace;

import dev.slipway.readiness.ServerProbe;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks a workspace's server whether it serves. */
@ApplicationScoped
class ReadinessProbe {
    private final Servers servers;

    ReadinessProbe(Servers servers) {
        this.servers = servers;
    }

    boolean serves(Workspace workspace, String host) {
        return ServerProbe.serves(servers.contractOf(workspace), host, workspace.serverToken());
    }

    String addressOf(Workspace workspace, String host) {
        return host + ":" + servers.contractOf(workspace).port();
    }
}
