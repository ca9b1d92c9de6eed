package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.image.Catalogue;
import dev.slipway.readiness.ServerProbe;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks a workspace's server whether it serves. */
@ApplicationScoped
class ReadinessProbe {
    private final Catalogue catalogue;

    ReadinessProbe(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    boolean serves(Workspace workspace, String host) {
        return ServerProbe.serves(contractOf(workspace), host, workspace.serverToken());
    }

    String addressOf(Workspace workspace, String host) {
        return host + ":" + contractOf(workspace).port();
    }

    private RunContract contractOf(Workspace workspace) {
        return catalogue
                .version(workspace.image(), workspace.version())
                .flatMap(ImageVersion::run)
                .orElseThrow(() -> new NotInCatalogueException(workspace.image(), workspace.version()));
    }
}
