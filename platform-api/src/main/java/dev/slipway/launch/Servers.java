package dev.slipway.launch;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.container.Server;
import dev.slipway.runtime.engine.Images;
import dev.slipway.workspace.Workspace;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Says which server a workspace runs. */
@ApplicationScoped
class Servers {
    private final Images images;
    private final Catalogue catalogue;

    Servers(Images images, Catalogue catalogue) {
        this.images = images;
        this.catalogue = catalogue;
    }

    /**
     * That of its exact image, or of the one that has its name where that is gone: rebuilt, say.
     *
     * @return empty: the engine has neither
     * @throws NotInCatalogueException when the catalogue has its version no more
     */
    Optional<Server> of(Workspace workspace) {
        return images.find(workspace.status().digest())
                .or(() -> images.find(workspace.spec().reference()))
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
