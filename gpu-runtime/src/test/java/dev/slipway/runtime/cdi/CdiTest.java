package dev.slipway.runtime.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.runtime.cdi.ContainerEdits.DeviceNode;
import dev.slipway.runtime.cdi.ContainerEdits.Mount;
import dev.slipway.runtime.gpu.Brand;
import dev.slipway.runtime.gpu.ComputeCapability;
import dev.slipway.runtime.gpu.CudaVersion;
import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuErrors;
import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.GpuUse;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.gpu.Topology;
import dev.slipway.runtime.quantity.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CdiTest {
    private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/nvidia/current/";
    private static final String LINKER = "/usr/lib/x86_64-linux-gnu/";
    private static final GpuUuid WHOLE = new GpuUuid("GPU-51a9ca7e-0000-4000-8000-000000000000");
    private static final GpuUuid CUT = new GpuUuid("GPU-51a9ca7e-0000-4000-8000-000000000001");
    private static final GpuUuid PART = new GpuUuid("MIG-51a9ca7e-0001-4000-8000-000000000001");

    @TempDir
    private Path root;

    @Test
    void describesWhatTheVendorsGeneratorWould() throws IOException {
        put(LIBRARIES + "libcuda.so.550.54.15");
        put(LIBRARIES + "libnvidia-ml.so.550.54.15");
        put(LIBRARIES + "libcuda.so.535.104.05"); // another driver's
        link("/usr/lib/x86_64-linux-gnu/libcuda.so.1", LIBRARIES + "libcuda.so.550.54.15");
        link("/usr/lib/x86_64-linux-gnu/libcuda.so", LIBRARIES + "libcuda.so.550.54.15");
        link("/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.1", LIBRARIES + "libnvidia-ml.so.550.54.15");
        put("/usr/bin/nvidia-smi");
        put("/lib/firmware/nvidia/550.54.15/gsp_ga10x.bin");
        put("/dev/nvidiactl");
        put("/dev/nvidia-uvm");
        put("/dev/dri/card1");
        link("/dev/dri/by-path/pci-0000:3b:00.0-card", "/dev/dri/card1");
        put("/proc/driver/nvidia/capabilities/gpu1/mig/gi2/access", "DeviceFileMinor: 21\nDeviceFileMode: 292\n");
        put("/proc/driver/nvidia/capabilities/gpu1/mig/gi2/ci0/access", "DeviceFileMinor: 22\n");

        CdiSpec spec = generator().describe(host()).orElseThrow();
        assertThat(spec.kind()).isEqualTo("nvidia.com/gpu");
        assertThat(spec.devices())
                .extracting(CdiDevice::name)
                .containsExactly(WHOLE.value(), "0", PART.value(), "1:0", "all");
        assertThat(spec.edits().deviceNodes()).containsExactly(node("/dev/nvidiactl"), node("/dev/nvidia-uvm"));
        assertThat(spec.edits().mounts())
                .containsExactlyInAnyOrder(
                        library("libcuda.so.550.54.15", "libcuda.so.550.54.15"),
                        library("libcuda.so.550.54.15", "libcuda.so.1"),
                        library("libcuda.so.550.54.15", "libcuda.so"),
                        library("libnvidia-ml.so.550.54.15", "libnvidia-ml.so.550.54.15"),
                        library("libnvidia-ml.so.550.54.15", "libnvidia-ml.so.1"),
                        new Mount("/usr/bin/nvidia-smi", "/usr/bin/nvidia-smi"),
                        new Mount(
                                "/lib/firmware/nvidia/550.54.15/gsp_ga10x.bin",
                                "/lib/firmware/nvidia/550.54.15/gsp_ga10x.bin"));
        assertThat(nodesOf(spec, WHOLE.value())).containsExactly(node("/dev/nvidia0"), node("/dev/dri/card1"));
        assertThat(nodesOf(spec, PART.value()))
                .containsExactly(
                        node("/dev/nvidia1"),
                        node("/dev/nvidia-caps/nvidia-cap21"),
                        node("/dev/nvidia-caps/nvidia-cap22"));
        assertThat(spec.device(CUT.value())).as("a cut GPU as a whole").isEmpty();
        assertThat(spec.edits().toDeviceAccess(links -> List.of()).environment())
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "void");
    }

    /** As seen on a machine with an H200 whose driver stands in /usr/local/nvidia. */
    @Test
    void takesADriverInAFolderOfItsOwn() throws IOException {
        String lib = "/usr/local/nvidia/lib64/";
        put(lib + "libcuda.so.550.54.15");
        link(lib + "libcuda.so.1", lib + "libcuda.so.550.54.15");
        put(lib + "libEGL_nvidia.so.550.54.15");
        link(lib + "libEGL_nvidia.so.0", lib + "libEGL_nvidia.so.550.54.15");
        put("/usr/bin/nvidia-smi", "#!/bin/sh\nexec /usr/local/nvidia/bin/nvidia-smi \"$@\"\n");
        put("/usr/local/nvidia/bin/nvidia-smi");
        put("/usr/bin/nvidia-persistenced", "#!/bin/sh\n");

        CdiGenerator generator = new CdiGenerator(new HostTree(root), soname -> Optional.of(lib + soname));
        assertThat(generator.describe(host()).orElseThrow().edits().mounts())
                .extracting(Mount::hostPath, Mount::containerPath)
                .containsExactlyInAnyOrder(
                        tuple(lib + "libcuda.so.550.54.15", LINKER + "libcuda.so.550.54.15"),
                        tuple(lib + "libcuda.so.550.54.15", LINKER + "libcuda.so.1"),
                        tuple(lib + "libEGL_nvidia.so.550.54.15", LINKER + "libEGL_nvidia.so.550.54.15"),
                        tuple(lib + "libEGL_nvidia.so.550.54.15", LINKER + "libEGL_nvidia.so.0"),
                        tuple("/usr/local/nvidia/bin/nvidia-smi", "/usr/bin/nvidia-smi"));
    }

    @Test
    void readsWhatItWrites() {
        CdiSpec spec = generator().describe(host()).orElseThrow();
        assertThat(CdiJson.read(CdiJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void readsWhatOthersWroteAndNamesWhatIsBroken() throws IOException {
        put("/etc/cdi/a.yaml", """
                cdiVersion: 0.6.0
                kind: nvidia.com/gpu
                devices:
                  - name: "0"
                    containerEdits:
                      deviceNodes: [{path: /dev/nvidia0}]
                      hooks: [{hookName: createContainer, path: /usr/bin/nvidia-ctk}]
                containerEdits:
                  env: [A=1]
                """);
        put("/etc/cdi/b.json", "{\"cdiVersion\": ");
        put("/etc/cdi/readme.txt", "no specification");
        put("/var/run/cdi/c.json", """
                {"cdiVersion": "0.6.0", "kind": "nvidia.com/gpu",
                 "devices": [{"name": "0", "containerEdits": {"deviceNodes": [{"path": "/dev/nvidia7"}]}}]}
                """);
        CdiFiles files =
                CdiFiles.read(List.of(root.resolve("etc/cdi"), root.resolve("none"), root.resolve("var/run/cdi")));
        assertThat(files.problems()).singleElement().asString().contains("b.json");
        assertThat(files.device("nvidia.com/gpu", "0"))
                .as("the more important directory's")
                .hasValueSatisfying(edits -> assertThat(edits.deviceNodes()).containsExactly(node("/dev/nvidia7")));
        assertThat(files.device("nvidia.com/gpu", "1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | No content",
                "kind: x | cdiVersion is missing",
                "{cdiVersion: '1', kind: x} | devices is missing",
                "{cdiVersion: '1', kind: x, devices: [{}]} | name is missing",
                "{cdiVersion: '1', kind: x, devices: [], containerEdits: {env: [novalue]}} | not a variable",
                "{cdiVersion: '1', kind: x, devices: [], containerEdits: {deviceNodes: [{path: dev}]}} | not an absolute path",
                "{cdiVersion: '1', kind: x, devices: [], containerEdits: {mounts: [{hostPath: /a/../b, containerPath: /a}]}} | not an absolute path"
            })
    void saysWhatIsWrongWithASpecification(String text, String problem) {
        assertThatThrownBy(() -> CdiJson.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void findsALibraryInTheLinkersCache() {
        assertThat(Ldconfig.find("libcuda.so.1", """
                2 libs found in cache `/etc/ld.so.cache'
                \tlibcuda.so.1 (libc6) => /usr/lib/i386-linux-gnu/libcuda.so.1
                \tlibcuda.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so.1
                """)).contains("/usr/lib/x86_64-linux-gnu/libcuda.so.1");
        assertThat(Ldconfig.find("libcuda.so.1", "")).isEmpty();
    }

    private CdiGenerator generator() {
        return new CdiGenerator(new HostTree(root), soname -> Optional.of(LINKER + soname));
    }

    private static GpuHost host() {
        return new GpuHost(
                Optional.of(DriverVersion.parse("550.54.15")),
                Optional.of(CudaVersion.parse("12.4")),
                false,
                List.of(
                        state(WHOLE, 0, "00000000:3B:00.0", List.of()),
                        state(
                                CUT,
                                1,
                                "00000000:3C:00.0",
                                List.of(new MigInstance(PART, "1g.10gb", 2, 0, Bytes.ofGibi(10))))),
                Topology.UNKNOWN,
                Optional.empty());
    }

    private static GpuState state(GpuUuid uuid, int index, String pci, List<MigInstance> mig) {
        Gpu gpu = new Gpu(
                uuid,
                index,
                OptionalInt.of(index),
                "NVIDIA H100",
                Brand.NVIDIA,
                new ComputeCapability(9, 0),
                Bytes.ofGibi(80),
                pci,
                OptionalInt.empty(),
                !mig.isEmpty(),
                mig);
        return new GpuState(gpu, GpuUse.UNKNOWN, GpuErrors.UNKNOWN, new GpuHealth.Healthy());
    }

    private static List<DeviceNode> nodesOf(CdiSpec spec, String name) {
        return spec.device(name).orElseThrow().edits().deviceNodes();
    }

    private static DeviceNode node(String path) {
        return new DeviceNode(path, path);
    }

    private static Mount library(String file, String name) {
        return new Mount(LIBRARIES + file, LINKER + name);
    }

    private void put(String path) throws IOException {
        put(path, "");
    }

    private void put(String path, String content) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void link(String path, String target) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, root.resolve(target.substring(1)));
    }
}
