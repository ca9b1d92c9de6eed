package dev.slipway.runtime.cdi;

import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.HostFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a container needs.
 *
 * @param environment {@code NAME=value}
 * @param deviceNodes device nodes
 * @param mounts the host's files
 * @param hooks whether the description also wants programs run when a container is made; Slipway runs none
 */
public record ContainerEdits(
        List<String> environment, List<DeviceNode> deviceNodes, List<Mount> mounts, boolean hooks) {
    public static final ContainerEdits NONE = new ContainerEdits(List.of(), List.of(), List.of(), false);

    /** A node; both paths are absolute. */
    public record DeviceNode(String path, String hostPath) {}

    /** A bind mount of a file or directory; both paths are absolute. */
    public record Mount(String hostPath, String containerPath) {}

    public ContainerEdits {
        environment = List.copyOf(environment);
        deviceNodes = List.copyOf(deviceNodes);
        mounts = List.copyOf(mounts);
    }

    /** Both, each thing once. */
    public ContainerEdits and(ContainerEdits other) {
        return new ContainerEdits(
                joined(environment, other.environment),
                joined(deviceNodes, other.deviceNodes),
                joined(mounts, other.mounts),
                hooks || other.hooks);
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        other.stream().filter(item -> !one.contains(item)).forEach(all::add);
        return all;
    }

    /** The mounts, and what of them are a driver's libraries, for an engine that knows no CDI. */
    public DriverLibraries libraries() {
        return DriverLibraries.of(mounts);
    }

    /**
     * The same for an engine that knows no CDI.
     *
     * @param shown gives the host's files by which the libraries' links are shown
     */
    public DeviceAccess toDeviceAccess(Function<LibraryLinks, List<HostFile>> shown) {
        DriverLibraries libraries = libraries();
        Map<String, String> variables = new LinkedHashMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return new DeviceAccess(
                deviceNodes.stream()
                        .map(node -> new DeviceAccess.Node(node.hostPath(), node.path()))
                        .toList(),
                Stream.concat(
                                libraries.mounts().stream()
                                        .map(mount -> new HostFile(mount.hostPath(), mount.containerPath())),
                                shown.apply(libraries.links()).stream())
                        .toList(),
                variables,
                List.of());
    }
}
