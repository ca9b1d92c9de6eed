package dev.slipway.admission;

import dev.slipway.container.ContainerConfig;
import dev.slipway.settings.AtLeastOne;
import dev.slipway.settings.NotNegative;
import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Optional;

/** What a launch may ask for. */
@ConfigMapping(prefix = "slipway.workspaces")
public interface AdmissionConfig {
    /** How their containers are run. */
    @WithParentName
    ContainerConfig containers();

    /** How many workspaces a user may have, stopped ones included. */
    @WithDefault("20")
    @WithConverter(AtLeastOne.class)
    int perUser();

    /** The largest {@code /tmp} on the host's disk that a launch may ask for, MiB; 0: none may. */
    @WithDefault("65536")
    @WithConverter(NotNegative.class)
    int tmp();

    /** The idle timeout of a workspace whose launch asks for none; absent: it may be idle for ever. */
    @WithConverter(SomeTime.class)
    Optional<Duration> idleTimeout();

    /** The shortest idle timeout that a launch may ask for. */
    @WithDefault("PT5M")
    @WithConverter(SomeTime.class)
    Duration leastIdleTimeout();
}
