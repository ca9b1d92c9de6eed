package dev.slipway.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A machine of this installation as the API shows it.
 *
 * @param state whether its platform process has told of it within a minute
 * @param seenAt when it did last
 * @param driver the NVIDIA driver's version; absent: there is none that Slipway can see
 * @param cudaDriverVersion the newest CUDA that the driver runs
 */
@Schema(name = "HostSummary")
@JsonInclude(JsonInclude.Include.NON_NULL)
record HostView(
        String name,
        State state,
        Instant seenAt,
        @Nullable String operatingSystem,
        @Nullable String kernel,
        @Nullable String engine,
        @Nullable String engineVersion,
        int cpus,
        String memory,
        @Nullable String driver,
        @Nullable String cudaDriverVersion,
        boolean simulated,
        List<SeenGpu> gpus) {

    /** Whether the machine's platform process is alive. */
    @Schema(name = "HostState")
    public enum State {
        UP,
        LOST
    }

    /** A GPU of it, as last seen. */
    @Schema(name = "HostGpu")
    public record SeenGpu(String uuid, int index, String model, String memory, boolean healthy) {}

    static HostView of(HostRow row, List<HostGpuRow> gpus, boolean isUp) {
        return new HostView(
                row.name,
                isUp ? State.UP : State.LOST,
                row.seenAt,
                row.operatingSystem,
                row.kernel,
                row.engine,
                row.engineVersion,
                row.processors,
                row.memory.toString(),
                row.driver,
                row.cuda,
                row.isSimulated,
                gpus.stream()
                        .map(gpu -> new SeenGpu(gpu.uuid, gpu.number, gpu.model, gpu.memory.toString(), gpu.isHealthy))
                        .toList());
    }
}
