package dev.slipway.monitor;

import dev.slipway.settings.AtLeastOne;
import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** How workspaces that run are looked at. */
@ConfigMapping(prefix = "slipway.workspaces")
public interface MonitorConfig {
    /** What a workspace writes to its log in a second without being told, KiB; who writes more for ten seconds is told. */
    @WithDefault("256")
    @WithConverter(AtLeastOne.class)
    int logRate();

    /** Processors that a workspace is held to while it writes more to its log, 0.01 or more; absent: it is not slowed. */
    Optional<BigDecimal> logFloodCpus();

    /** How often the platform compares all rows with what the engine holds. */
    @WithDefault("PT10S")
    @WithConverter(SomeTime.class)
    Duration sweepInterval();
}
