package dev.slipway.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "slipway.locks")
interface LocksConfig {
    /**
     * How long a process that hears nothing from its database goes on with what it has begun. Half as long again after that, others
     * may take it up.
     */
    @WithDefault("PT30S")
    Duration lease();
}
