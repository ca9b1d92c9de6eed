package dev.slipway.image;

import dev.slipway.catalog.registry.Registries;
import dev.slipway.catalog.registry.RegistryClient;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Reads which registries may be asked, once, when the platform starts, which an error in the list prevents. */
final class RegistryProducer {
    @Produces
    @Startup
    @Singleton
    Registries registries(RegistriesConfig config) {
        return config.file().map(Registries::read).orElseGet(Registries::curated);
    }

    @Produces
    @Singleton
    RegistryClient client(Registries registries, Clock clock) {
        return new RegistryClient(registries, clock);
    }

    void close(@Disposes RegistryClient client) {
        client.close();
    }
}
