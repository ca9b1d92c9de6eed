import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.runtime.cdi.CdiGenerator;
import dev.slipway.runtime.cdi.CdiSpec;
import dev.slipway.runtime.cdi.ContainerEdits;
import dev.slipway.runtime.cdi.DriverLibraries;
import dev.slipway.runtime.cdi.LibraryLinks;
import dev.slipway.runtime.gpu.GpuHost;
import dev.slipway.runtime.gpu.GpuInventory;
import dev.slipway.runtime.nvml.NvmlInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows what a container sees of a real GPU, on a machine without a container engine: it writes a bundle for {@code runc} with the
 * mounts, links and linker cache that Slipway gives an engine, and with what confines a workspace. {@code bench/gpu-inside}
 * runs it.
 */
public final class GpuInside {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final List<String> READ_ONLY = List.of("bind", "ro", "nosuid", "nodev");
    private static final int UID = 70_000;

    private GpuInside() {}

    /**
     * Writes the bundle.
     *
     * @param arguments the container's root file system, the bundle's directory, and the program with its arguments
     */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]).toRealPath();
        Path bundle = Files.createDirectories(Path.of(arguments[1])).toRealPath();
        List<String> program = Arrays.asList(arguments).subList(2, arguments.length);
        GpuHost host;
        try (GpuInventory inventory = NvmlInventory.open(Optional.empty(), DEADLINE, event -> {})) {
            host = inventory.look().host();
        }
        CdiSpec described = new CdiGenerator()
                .describe(host)
                .orElseThrow(() -> new IllegalStateException("no driver: " + host.problem().orElse("none is here")));
        String first = host.gpus().getFirst().gpu().uuid().value();
        ContainerEdits edits = described.edits().and(described.device(first).orElseThrow().edits());
        DriverLibraries libraries = edits.libraries();
        System.out.printf(
                "%d mounts described, %d given; %d names of libraries%n",
                edits.mounts().size(), libraries.mounts().size() + 2, libraries.links().links().size());

        LibraryLinks links = libraries.links();
        Path directory = bundle.resolve("lib64");
        links.write(directory);
        Path own = root.resolve(LibraryLinks.CACHE.substring(1));
        Path cache = Files.write(
                bundle.resolve("ld.so.cache"),
                links.cache(Files.exists(own) ? Optional.of(Files.readAllBytes(own)) : Optional.empty()));

        List<Map<String, Object>> mounts = new ArrayList<>(List.of(
                Map.of("destination", "/proc", "type", "proc", "source", "proc"),
                Map.of("destination", "/dev", "type", "tmpfs", "source", "tmpfs", "options", List.of("nosuid", "mode=755")),
                Map.of("destination", "/tmp", "type", "tmpfs", "source", "tmpfs", "options", List.of("nosuid", "nodev"))));
        libraries.mounts().forEach(mount -> mounts.add(bind(mount.hostPath(), mount.containerPath())));
        mounts.add(bind(directory.toString(), LibraryLinks.DIRECTORY));
        mounts.add(bind(cache.toString(), LibraryLinks.CACHE));
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(
                bundle.resolve("config.json").toFile(), config(root, program, mounts, edits.deviceNodes()));
    }

    private static Map<String, Object> bind(String from, String to) {
        return Map.of("destination", to, "type", "bind", "source", from, "options", READ_ONLY);
    }

    private static Map<String, Object> config(
            Path root, List<String> program, List<Map<String, Object>> mounts, List<ContainerEdits.DeviceNode> nodes)
            throws IOException {
        List<Map<String, Object>> devices = new ArrayList<>();
        List<Map<String, Object>> allowed = new ArrayList<>(List.of(Map.of("allow", false, "access", "rwm")));
        for (ContainerEdits.DeviceNode node : nodes) {
            long number = ((Number) Files.getAttribute(Path.of(node.hostPath()), "unix:rdev")).longValue();
            long major = (number >> 8) & 0xfff;
            long minor = (number & 0xff) | ((number >> 12) & 0xfff00);
            devices.add(Map.of("path", node.path(), "type", "c", "major", major, "minor", minor, "fileMode", 0666));
            allowed.add(Map.of("allow", true, "type", "c", "major", major, "minor", minor, "access", "rw"));
        }
        return Map.of(
                "ociVersion", "1.0.2",
                "hostname", "inside",
                "root", Map.of("path", root.toString(), "readonly", true),
                "process",
                        Map.of(
                                "user", Map.of("uid", UID, "gid", UID),
                                "args", program,
                                "cwd", "/",
                                "env", List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/tmp"),
                                "noNewPrivileges", true),
                "mounts", mounts,
                "linux",
                        Map.of(
                                "devices", devices,
                                "resources", Map.of("devices", allowed),
                                "namespaces",
                                        List.of(
                                                Map.of("type", "pid"),
                                                Map.of("type", "mount"),
                                                Map.of("type", "ipc"),
                                                Map.of("type", "uts"))));
    }
}
