package dev.slipway.host;

import dev.slipway.engine.EngineConfig;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.Refuses;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.host.DiskSpace;
import dev.slipway.runtime.host.HostFacts;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The machine under this platform. */
@Tag(name = "Hosts")
@Path("/api/v1/host")
@RolesAllowed(Callers.USER)
public class HostResource {
    private final EngineFacts engine;
    private final EngineConfig config;
    private final HostGpus gpus;

    HostResource(EngineFacts engine, EngineConfig config, HostGpus gpus) {
        this.engine = engine;
        this.config = config;
        this.gpus = gpus;
    }

    /**
     * The host as the API shows it.
     *
     * @param driver the NVIDIA driver's version; absent: there is none that Slipway can see
     * @param cudaDriverVersion the newest CUDA that the driver runs
     * @param disk the file system that holds the platform's data; absent: it does not tell
     */
    @Schema(name = "Host")
    public record Host(
            @Nullable String driver,
            @Nullable String cudaDriverVersion,
            Engine engine,
            String kernel,
            String operatingSystem,
            int cpus,
            String memory,
            @Nullable Disk disk,
            boolean simulated) {}

    @Schema(name = "HostEngine")
    public record Engine(String name, String version, String apiVersion) {}

    @Schema(name = "HostDisk")
    public record Disk(long totalBytes, long freeBytes) {
        /** The disk under a path, where it tells. */
        static @Nullable Disk at(java.nio.file.Path path) {
            return DiskSpace.of(path)
                    .map(space -> new Disk(space.total().value(), space.free().value()))
                    .orElse(null);
        }
    }

    /** Shows the machine that answers: its engine, its driver, its size. */
    @Operation(operationId = "getHost")
    @Refuses(ProblemCode.ENGINE_UNAVAILABLE)
    @GET
    @RunOnVirtualThread
    public Host get() {
        EngineInfo info = engine.info();
        HostFacts facts = HostFacts.read();
        GpuHost host = gpus.lately().snapshot().host();
        return new Host(
                host.driver().map(DriverVersion::toString).orElse(null),
                host.cuda().map(CudaVersion::toString).orElse(null),
                new Engine(info.name(), info.version(), info.apiVersion()),
                info.kernel(),
                info.operatingSystem(),
                facts.cpus(),
                facts.memory().toString(),
                Disk.at(config.home()),
                host.simulated());
    }
}
