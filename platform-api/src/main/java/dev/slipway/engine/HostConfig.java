package dev.slipway.engine;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What the host tells the programs that run on it. */
@ConfigMapping(prefix = "slipway.host")
public interface HostConfig {
    /**
     * The folder in which {@code ./slipway} keeps the host's certificates, proxies and mirrors, as {@link
     * dev.slipway.runtime.host.HostSettings} reads them; absent: containers are told none.
     */
    Optional<Path> settings();
}
