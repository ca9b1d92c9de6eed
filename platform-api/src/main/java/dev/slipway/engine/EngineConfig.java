package dev.slipway.engine;

import dev.slipway.runtime.network.Subnet;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;

/** The machine that this platform drives. */
@ConfigMapping(prefix = "slipway")
public interface EngineConfig {
    /** Where the platform keeps its data ({@code SLIPWAY_HOME}). */
    @WithDefault(".slipway")
    Path home();

    /** Tells this platform's containers from those of another on the same engine: 1 to 20 of {@code a-z0-9}. */
    @WithDefault("local")
    String installation();

    /** Where the container engine listens. */
    @WithName("engine.socket")
    @WithDefault("unix:///var/run/docker.sock")
    URI socket();

    /** The range out of which each workspace's bridge takes a /28; nothing else of the site's may be in it. */
    @WithName("network.subnets")
    @WithDefault("10.213.0.0/16")
    Subnet subnets();
}
