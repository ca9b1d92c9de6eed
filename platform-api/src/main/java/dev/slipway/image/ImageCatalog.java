package dev.slipway.image;

import dev.slipway.catalog.Catalog;
import dev.slipway.engine.EngineConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the catalogue once, when the platform starts, which a catalogue with an error in it prevents. */
final class ImageCatalog {
    @Produces
    @Startup
    @Singleton
    Catalog catalog(EngineConfig config) {
        Catalog curated = Catalog.curated();
        return config.catalog().file().map(curated::with).orElse(curated);
    }
}
