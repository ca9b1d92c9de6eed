package dev.slipway.imagebuild.context;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Who may build, and what a build may use. */
@ConfigMapping(prefix = "slipway.builds")
public interface BuildConfig {
    /** The groups whose members may build beside the administrators. */
    Optional<Set<String>> groups();

    /** Where the files of builds are until they have ended, which all processes of the platform have to reach; empty: in its home. */
    Optional<Path> folder();

    /** How many are built at once; the others wait. */
    @WithDefault("1")
    int parallelism();

    /** From its first step to its last. */
    @WithDefault("PT1H")
    Duration timeout();

    @WithDefault("2")
    BigDecimal cpus();

    /** MiB. */
    @WithDefault("4096")
    int memory();

    /** What a stage may add to its base, MiB. */
    @WithDefault("20480")
    int disk();

    /** What is left free on the engine's disk whatever is built, MiB. */
    @WithDefault("2048")
    int reserve();

    /** What the files of a context may come to, unpacked, MiB. */
    @WithDefault("1024")
    int context();

    @WithDefault("50000")
    int entries();
}
