package dev.slipway.runtime.cdi;

import dev.slipway.runtime.gpu.Gpu;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.gpu.MigInstance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes a host's NVIDIA GPUs as the vendor's generator would, but for hooks: see {@link DriverFiles}. */
public final class CdiGenerator {
    private static final String VERSION = "0.6.0";
    private static final List<String> CONTROL =
            List.of("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset");
    private static final Pattern MINOR = Pattern.compile("DeviceFileMinor:\\s*(\\d+)");

    private final HostTree host;
    private final DriverFiles.LinkerCache linker;

    CdiGenerator(HostTree host, DriverFiles.LinkerCache linker) {
        this.host = host;
        this.linker = linker;
    }

    /** Of this host. */
    public CdiGenerator() {
        this(new HostTree(Path.of("/")), new Ldconfig());
    }

    /** Empty: the host has no driver. */
    public Optional<CdiSpec> describe(GpuHost gpus) {
        return gpus.driver().map(driver -> {
            List<CdiDevice> devices = new ArrayList<>();
            ContainerEdits all = ContainerEdits.NONE;
            for (GpuState state : gpus.gpus()) {
                Gpu gpu = state.gpu();
                if (gpu.minor().isEmpty()) {
                    continue;
                }
                ContainerEdits whole = nodes(cardNodes(gpu));
                if (!gpu.migEnabled()) {
                    devices.add(new CdiDevice(gpu.uuid().value(), whole));
                    devices.add(new CdiDevice(Integer.toString(gpu.index()), whole));
                    all = all.and(whole);
                }
                for (int i = 0; i < gpu.migInstances().size(); i++) {
                    MigInstance mig = gpu.migInstances().get(i);
                    ContainerEdits part = nodes(migNodes(gpu, mig));
                    devices.add(new CdiDevice(mig.uuid().value(), part));
                    devices.add(new CdiDevice(gpu.index() + ":" + i, part));
                    all = all.and(part);
                }
            }
            devices.add(new CdiDevice("all", all));
            return new CdiSpec(
                    VERSION,
                    CdiSpec.NVIDIA_GPU,
                    devices,
                    new ContainerEdits(
                            // The vendor's own hook would otherwise add what a variable names.
                            List.of("NVIDIA_VISIBLE_DEVICES=void"),
                            nodes(CONTROL.stream().filter(host::has).toList()).deviceNodes(),
                            new DriverFiles(host, linker, driver).mounts(),
                            false));
        });
    }

    private static ContainerEdits nodes(List<String> paths) {
        return new ContainerEdits(
                List.of(),
                paths.stream()
                        .map(path -> new ContainerEdits.DeviceNode(path, path))
                        .toList(),
                List.of(),
                false);
    }

    /** The GPU's node, and those of its graphics part. */
    private List<String> cardNodes(Gpu gpu) {
        List<String> nodes = new ArrayList<>();
        nodes.add("/dev/nvidia" + gpu.minor().orElseThrow());
        String address = gpu.pciAddress().toLowerCase(Locale.ROOT);
        String byPath = "/dev/dri/by-path/pci-" + (address.length() > 12 ? address.substring(4) : address);
        for (String part : List.of("-card", "-render")) {
            if (host.has(byPath + part)) {
                nodes.add(host.real(byPath + part));
            }
        }
        return nodes;
    }

    /** An instance is opened by two capabilities; see the MIG User Guide, "Device Nodes and Capabilities". */
    private List<String> migNodes(Gpu gpu, MigInstance mig) {
        List<String> nodes = new ArrayList<>();
        nodes.add("/dev/nvidia" + gpu.minor().orElseThrow());
        String access =
                "/proc/driver/nvidia/capabilities/gpu" + gpu.minor().orElseThrow() + "/mig/gi" + mig.gpuInstance();
        capability(access + "/access").ifPresent(nodes::add);
        capability(access + "/ci" + mig.computeInstance() + "/access").ifPresent(nodes::add);
        return nodes;
    }

    private Optional<String> capability(String access) {
        return host.read(access)
                .map(MINOR::matcher)
                .filter(Matcher::find)
                .map(matcher -> "/dev/nvidia-caps/nvidia-cap" + matcher.group(1));
    }
}
