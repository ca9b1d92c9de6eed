package dev.slipway.runtime.gpu;

import java.util.List;
import java.util.Optional;

/**
 * A host's GPUs at one moment. A host without a driver has none.
 *
 * @param driver its driver; absent: there is none
 * @param cuda the CUDA version that the driver supports
 * @param simulated whether a simulated NVML library says all this
 * @param gpus by index
 * @param topology how close they are
 * @param problem why the driver shows no GPUs although there may be some; absent: all is well
 */
public record GpuHost(
        Optional<DriverVersion> driver,
        Optional<CudaVersion> cuda,
        boolean simulated,
        List<GpuState> gpus,
        Topology topology,
        Optional<String> problem) {
    /** A host with no driver. */
    public static final GpuHost NONE =
            new GpuHost(Optional.empty(), Optional.empty(), false, List.of(), Topology.UNKNOWN, Optional.empty());

    /** A host whose driver does not serve. */
    public static GpuHost failing(String problem) {
        return new GpuHost(
                Optional.empty(), Optional.empty(), false, List.of(), Topology.UNKNOWN, Optional.of(problem));
    }

    public GpuHost {
        gpus = List.copyOf(gpus);
    }

    public Optional<GpuState> gpu(GpuUuid uuid) {
        return named(uuid.value());
    }

    /** The GPU that a text names, which may be anything. */
    public Optional<GpuState> named(String uuid) {
        return gpus.stream()
                .filter(state -> state.gpu().uuid().value().equals(uuid))
                .findFirst();
    }
}
