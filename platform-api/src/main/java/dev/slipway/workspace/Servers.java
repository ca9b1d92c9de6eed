package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.Server;
import dev.slipway.image.Catalogue;
import dev.slipway.runtime.engine.ContainerEngine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Says which server a workspace runs. */
@ApplicationScoped
class Servers {
    private final ContainerEngine engine;
    private final Catalogue catalogue;

    Servers(ContainerEngine engine, Catalogue catalogue) {
        this.engine = engine;
        this.catalogue = catalogue;
    }

    /**
     * That of its exact image, or of the one that has its name where that is gone: rebuilt, say.
     *
     * @return empty: the engine has neither
     * @throws NotInCatalogueException when the catalogue has its version no more
     */
    Optional<Server> of(Workspace workspace) {
        return engine.findImage(workspace.status().digest())
                .or(() -> engine.findImage(workspace.spec().reference()))
                .map(image -> {
                    ImageVersion version = versionOf(workspace);
                    return new Server(
                            workspace.spec().key().image(),
                            image,
                            Optional.ofNullable(version.python()),
                            version.run().orElseThrow());
                });
    }

    /**
     * How it is run.
     *
     * @throws NotInCatalogueException when the catalogue has its version no more
     */
    RunContract contractOf(Workspace workspace) {
        return versionOf(workspace).run().orElseThrow();
    }

    /** One that has a contract. */
    private ImageVersion versionOf(Workspace workspace) {
        return catalogue
                .version(workspace.spec().key())
                .filter(version -> version.run().isPresent())
                .orElseThrow(() -> new NotInCatalogueException(workspace.spec().key()));
    }
}
