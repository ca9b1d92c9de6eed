package dev.slipway.launch;

import dev.slipway.settings.AtLeastOne;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How launches share the engine. */
@ConfigMapping(prefix = "slipway.workspaces")
interface LaunchConfig {
    /** How many containers are made or removed at once. */
    @WithDefault("16")
    @WithConverter(AtLeastOne.class)
    int parallelism();
}
