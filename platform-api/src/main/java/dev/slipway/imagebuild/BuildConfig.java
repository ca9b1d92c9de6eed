package dev.slipway.imagebuild;

import dev.slipway.settings.AtLeastOne;
import dev.slipway.settings.NotNegative;
import dev.slipway.settings.SomeTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Who may build, and what a build may use. */
@ConfigMapping(prefix = "slipway.builds")
interface BuildConfig {
    /** The groups whose members may build beside the administrators. */
    Optional<Set<String>> groups();

    /** How many are built at once; the others wait. */
    @WithDefault("1")
    @WithConverter(AtLeastOne.class)
    int parallelism();

    /** From its first step to its last. */
    @WithDefault("PT1H")
    @WithConverter(SomeTime.class)
    Duration timeout();

    @WithDefault("2")
    BigDecimal cpus();

    /** MiB. */
    @WithDefault("4096")
    @WithConverter(AtLeastOne.class)
    int memory();

    /** What a stage may add to its base, MiB. */
    @WithDefault("20480")
    @WithConverter(AtLeastOne.class)
    int disk();

    /** What is left free on the engine's disk whatever is built, MiB. */
    @WithDefault("2048")
    @WithConverter(NotNegative.class)
    int reserve();
}
