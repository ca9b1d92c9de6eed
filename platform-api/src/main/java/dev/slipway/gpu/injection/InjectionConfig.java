package dev.slipway.gpu.injection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** How containers get the devices of the GPUs that they lease. */
@ConfigMapping(prefix = "slipway.gpu")
interface InjectionConfig {
    /** Where administrators' own descriptions of GPUs (CDI) are, the least important first. */
    @WithDefault("/etc/cdi,/var/run/cdi")
    List<Path> cdiDirectories();

    /**
     * Whether the engine's own NVIDIA runtime gives containers their GPUs (NVIDIA's container toolkit), instead of Slipway by
     * device nodes and files.
     */
    @WithDefault("false")
    boolean nvidiaRuntime();

    /** Where device nodes of simulated GPUs are; beside it, in {@code driver-VERSION}, the libraries of their drivers. */
    @WithDefault("${slipway.home:.slipway}/simulated-gpus/dev")
    Path simulatedNodes();
}
