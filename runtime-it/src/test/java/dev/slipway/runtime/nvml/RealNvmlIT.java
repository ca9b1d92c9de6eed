package dev.slipway.runtime.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.gpu.GpuState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The binding on NVIDIA's own libraries, of the 535 and the 550 branch, which Debian 12 and 13 have. Where there is no
 * driver they can say nothing but that; what they export is what a host with one would be asked for.
 */
class RealNvmlIT {
    private static final List<String> ASKED = List.of(
            "nvmlInit_v2",
            "nvmlShutdown",
            "nvmlErrorString",
            "nvmlSystemGetDriverVersion",
            "nvmlSystemGetCudaDriverVersion_v2",
            "nvmlDeviceGetCount_v2",
            "nvmlDeviceGetHandleByIndex_v2",
            "nvmlDeviceGetUUID",
            "nvmlDeviceGetName",
            "nvmlDeviceGetBrand",
            "nvmlDeviceGetMinorNumber",
            "nvmlDeviceGetCudaComputeCapability",
            "nvmlDeviceGetPciInfo_v3",
            "nvmlDeviceGetMemoryInfo",
            "nvmlDeviceGetMemoryInfo_v2",
            "nvmlDeviceGetUtilizationRates",
            "nvmlDeviceGetTemperature",
            "nvmlDeviceGetPowerUsage",
            "nvmlDeviceGetComputeRunningProcesses",
            "nvmlDeviceGetComputeRunningProcesses_v2",
            "nvmlDeviceGetComputeRunningProcesses_v3",
            "nvmlDeviceGetTotalEccErrors",
            "nvmlDeviceGetRemappedRows",
            "nvmlDeviceGetMigMode",
            "nvmlDeviceGetMaxMigDeviceCount",
            "nvmlDeviceGetMigDeviceHandleByIndex",
            "nvmlDeviceGetGpuInstanceId",
            "nvmlDeviceGetComputeInstanceId",
            "nvmlDeviceGetAttributes_v2",
            "nvmlDeviceGetMemoryAffinity",
            "nvmlDeviceGetTopologyCommonAncestor",
            "nvmlDeviceGetP2PStatus",
            "nvmlEventSetCreate",
            "nvmlEventSetFree",
            "nvmlEventSetWait_v2",
            "nvmlDeviceRegisterEvents");

    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "trixie"})
    void findsEveryFunctionThatItAsksFor(String suite) {
        NativeLibrary library = NativeLibrary.getInstance(library(suite));
        assertThat(ASKED)
                .allSatisfy(
                        name -> assertThat(library.getFunction(name)).as(name).isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "trixie"})
    void tellsAHostWithoutADriverFromOneWithGpus(String suite) {
        try (GpuInventory inventory =
                NvmlInventory.open(Optional.of(library(suite)), Duration.ofSeconds(10), event -> {})) {
            GpuInventory.Snapshot seen = inventory.look();
            assertThat(seen.isStale()).isFalse();
            assertThat(seen.host().simulated()).isFalse();
            if (Files.exists(Path.of("/proc/driver/nvidia/version"))) {
                assertThat(seen.host().gpus()).isNotEmpty().allMatch(GpuState::isHealthy);
            } else {
                assertThat(seen.host().driver()).isEmpty();
                assertThat(seen.host().gpus()).isEmpty();
            }
        }
    }

    private static String library(String suite) {
        String home = Objects.requireNonNull(System.getProperty("slipway.nvml.home"), "run by ./slipway test");
        return Path.of(home, suite, "libnvidia-ml.so.1").toString();
    }
}
