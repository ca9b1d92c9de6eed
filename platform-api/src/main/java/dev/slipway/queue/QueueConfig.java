package dev.slipway.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The queue. */
@ConfigMapping(prefix = "slipway.queue")
interface QueueConfig {
    /** How long the first that does not fit is passed by others before what it needs is kept for it. */
    @WithDefault("PT10M")
    Duration patience();
}
