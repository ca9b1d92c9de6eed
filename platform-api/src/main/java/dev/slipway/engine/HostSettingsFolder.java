package dev.slipway.engine;

import dev.slipway.runtime.host.HostSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The folder in which {@code ./slipway} keeps the host's certificates, proxies and mirrors ({@code SLIPWAY_HOST_SETTINGS}). */
@ApplicationScoped
public class HostSettingsFolder {
    private final Optional<Path> folder;

    HostSettingsFolder(@ConfigProperty(name = "slipway.host.settings") Optional<Path> folder) {
        this.folder = folder;
    }

    /** What it says now; nothing where there is none. */
    public HostSettings read() {
        return folder.map(HostSettings::read).orElse(HostSettings.NONE);
    }
}
