package dev.slipway.gpu;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How shares of GPUs are looked at. */
@ConfigMapping(prefix = "slipway.gpu")
interface GpuConfig {
    /** How long a share has to be exceeded, or kept again, until the platform reports that. */
    @WithDefault("PT10S")
    Duration shareGrace();
}
