package dev.slipway.idle;

import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How idleness is looked for. */
@ConfigMapping(prefix = "slipway.workspaces")
interface IdleConfig {
    /** How often the platform looks whether workspaces do something. */
    @WithDefault("PT30S")
    @WithConverter(SomeTime.class)
    Duration idleInterval();
}
