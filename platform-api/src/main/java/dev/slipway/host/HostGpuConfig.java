package dev.slipway.host;

import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the host's GPUs are looked at. */
@ConfigMapping(prefix = "slipway.gpu")
interface HostGpuConfig {
    /** NVML, by name or path; the one that the dynamic linker finds, if absent. */
    Optional<String> library();

    /** How long a look at the GPUs waits for the driver. */
    @WithDefault("PT2S")
    @WithConverter(SomeTime.class)
    Duration deadline();
}
