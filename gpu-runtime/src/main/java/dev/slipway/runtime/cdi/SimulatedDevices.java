package dev.slipway.runtime.cdi;

import dev.slipway.runtime.gpu.DriverVersion;
import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.MigInstance;
import dev.slipway.runtime.host.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Describes simulated GPUs as {@link CdiGenerator} describes real ones. Their nodes are character devices of NVIDIA's major
 * number, 195, with no driver behind them: who may open one is told {@code ENXIO} by the kernel, who may not {@code EPERM}.
 * The driver's libraries are those that {@code src/main/c/build} made, where it was told the driver's version.
 */
public final class SimulatedDevices {
    private static final int MAJOR = 195;
    private static final int CONTROL_MINOR = 255;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Path nodes;

    /**
     * Devices whose nodes are made as they are needed.
     *
     * @param nodes a directory for them, on a file system that takes device nodes; beside it stand the drivers' libraries, in
     *     {@code driver-VERSION}
     */
    public SimulatedDevices(Path nodes) {
        this.nodes = nodes.toAbsolutePath();
    }

    /**
     * Makes the nodes and describes the devices.
     *
     * @throws UncheckedIOException where no node can be made
     */
    public CdiSpec describe(GpuHost host) {
        List<CdiDevice> devices = new ArrayList<>();
        for (GpuState state : host.gpus()) {
            Gpu gpu = state.gpu();
            ContainerEdits edits = edits(node("nvidia" + gpu.index(), gpu.index()));
            devices.add(new CdiDevice(gpu.uuid().value(), edits));
            for (MigInstance mig : gpu.migInstances()) {
                devices.add(new CdiDevice(mig.uuid().value(), edits));
            }
        }
        ContainerEdits control = edits(node("nvidiactl", CONTROL_MINOR));
        return new CdiSpec(
                "0.6.0",
                CdiSpec.NVIDIA_GPU,
                devices,
                new ContainerEdits(
                        List.of("NVIDIA_VISIBLE_DEVICES=void"),
                        control.deviceNodes(),
                        host.driver().map(this::libraries).orElse(List.of()),
                        false));
    }

    private List<ContainerEdits.Mount> libraries(DriverVersion driver) {
        String folder = nodes.resolveSibling("driver-" + driver) + "/";
        return new DriverFiles(new HostTree(Path.of("/")), soname -> Optional.of(folder + soname), driver).libraries();
    }

    private static ContainerEdits edits(ContainerEdits.DeviceNode node) {
        return new ContainerEdits(List.of(), List.of(node), List.of(), false);
    }

    private ContainerEdits.DeviceNode node(String name, int minor) {
        Path node = nodes.resolve(name);
        try {
            Files.createDirectories(nodes);
            if (!Files.exists(node)) {
                mknod(node, minor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a device node was made", e);
        }
        return new ContainerEdits.DeviceNode("/dev/" + name, node.toString());
    }

    private static void mknod(Path node, int minor) throws IOException, InterruptedException {
        Program.Ended mknod = Program.run(
                DEADLINE,
                "",
                List.of(
                        "mknod",
                        "--mode=0666",
                        node.toString(),
                        "c",
                        Integer.toString(MAJOR),
                        Integer.toString(minor)));
        if (mknod.exitCode() != 0 && !Files.exists(node)) {
            throw new IOException(mknod.output().strip());
        }
    }
}
