package dev.slipway.container;

import dev.slipway.settings.AtLeastOne;
import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How an image's server is run, for a workspace and where an image is tried. */
@ConfigMapping(prefix = "slipway.workspaces")
public interface ContainerConfig {
    /** Processes and threads in one container. */
    @WithDefault("512")
    @WithConverter(AtLeastOne.class)
    int pids();

    /** How long a server may take from its container's start to its first answer. */
    @WithDefault("PT2M")
    @WithConverter(SomeTime.class)
    Duration startTimeout();

    /** How long a server may take to end when it is asked to. */
    @WithDefault("PT10S")
    @WithConverter(SomeTime.class)
    Duration stopGrace();

    /** Whether it is told the host's certificates, proxies and mirrors, as image builds are. */
    @WithDefault("false")
    boolean hostSettings();
}
