package dev.slipway.runtime.engine;

import java.util.List;
import java.util.Map;

/**
 * What of the host a container sees so that it can use devices. Only an administrator's or a driver's description of a
 * device makes one, never a tenant's request.
 *
 * @param nodes device nodes; the engine's device control group lets a container open these and no others
 * @param files the driver's files, read-only
 * @param environment variables that the description sets
 */
public record DeviceAccess(List<Node> nodes, List<HostFile> files, Map<String, String> environment) {
    public static final DeviceAccess NONE = new DeviceAccess(List.of(), List.of(), Map.of());

    /**
     * A device node, for reading and writing, not for making others.
     *
     * @param hostPath where it is on the host
     * @param path where the container sees it
     */
    public record Node(String hostPath, String path) {}

    /**
     * A file or directory of the host's, read-only.
     *
     * @param hostPath where it is on the host
     * @param path where the container sees it
     */
    public record HostFile(String hostPath, String path) {}

    public DeviceAccess {
        nodes = List.copyOf(nodes);
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
    }
}
