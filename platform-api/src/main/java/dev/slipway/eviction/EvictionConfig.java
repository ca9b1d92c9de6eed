package dev.slipway.eviction;

import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When images leave the disk. */
@ConfigMapping(prefix = "slipway.registries")
interface EvictionConfig {
    /** How often the platform looks for images that may be evicted. */
    @WithDefault("PT10M")
    @WithConverter(SomeTime.class)
    Duration evictionInterval();

    /** The least that an eviction rule may say. */
    @WithDefault("PT1H")
    Duration leastUnused();
}
