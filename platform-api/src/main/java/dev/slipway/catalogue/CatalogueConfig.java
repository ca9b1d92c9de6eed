package dev.slipway.catalogue;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What may be launched. */
@ConfigMapping(prefix = "slipway.catalog")
interface CatalogueConfig {
    /** A file of further images, in the form of the curated catalogue. */
    Optional<Path> file();
}
