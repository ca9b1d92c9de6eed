package dev.slipway.admission;

import dev.slipway.container.ContainerConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Bounds of workspaces. */
@ConfigMapping(prefix = "slipway.workspaces")
public interface WorkspaceConfig {
    /** How their containers are run. */
    @WithParentName
    ContainerConfig containers();

    /** How many a user may have, stopped ones included. */
    @WithDefault("20")
    int perUser();

    /** The largest {@code /tmp} on the host's disk that a launch may ask for, MiB; 0: none may. */
    @WithDefault("65536")
    int tmp();

    /** How long a workspace may do nothing whose launch does not say; absent: for ever. */
    Optional<Duration> idleTimeout();

    /** The least that a launch may say. */
    @WithDefault("PT5M")
    Duration leastIdleTimeout();

    /** How often the platform looks whether workspaces do something. */
    @WithDefault("PT30S")
    Duration idleInterval();

    /** What a workspace writes to its log in a second without being told, KiB; who writes more for ten seconds is told. */
    @WithDefault("256")
    int logRate();

    /** Processors that a workspace is held to while it writes more to its log, 0.01 or more; absent: it is not slowed. */
    Optional<BigDecimal> logFloodCpus();

    /** How many containers are made or removed at once. */
    @WithDefault("16")
    int parallelism();

    /** How often the platform compares all rows with what the engine holds. */
    @WithDefault("PT10S")
    Duration sweepInterval();
}
