package dev.slipway.gpu;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The host's GPUs. */
@ConfigMapping(prefix = "slipway.gpu")
public interface GpuConfig {
    /** Where administrators' own descriptions of GPUs (CDI) are, the least important first. */
    @WithDefault("/etc/cdi,/var/run/cdi")
    List<Path> cdiDirectories();

    /**
     * Whether the engine's own NVIDIA runtime gives containers their GPUs (NVIDIA's container toolkit), instead of Slipway by
     * device nodes and files.
     */
    @WithDefault("false")
    boolean nvidiaRuntime();

    /** How long a share has to be exceeded, or kept again, until that is told. */
    @WithDefault("PT10S")
    Duration shareGrace();

    /** Where device nodes of simulated GPUs are; beside it, in {@code driver-VERSION}, the libraries of their drivers. */
    @WithDefault("${slipway.home:.slipway}/simulated-gpus/dev")
    Path simulatedNodes();
}
