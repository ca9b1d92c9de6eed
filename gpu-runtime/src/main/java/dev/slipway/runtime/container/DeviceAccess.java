package dev.slipway.runtime.container;

import java.util.List;
import java.util.Map;

/**
 * What of the host a container sees so that it can use devices. Only an administrator's or a driver's description of a
 * device makes one, never a tenant's request.
 *
 * @param nodes device nodes; the engine's device control group lets a container open these and no others
 * @param files the driver's files, read-only
 * @param environment variables that the description sets
 * @param requests devices that the engine itself knows how to give
 */
public record DeviceAccess(
        List<Node> nodes, List<HostFile> files, Map<String, String> environment, List<Request> requests) {
    public static final DeviceAccess NONE = new DeviceAccess(List.of(), List.of(), Map.of(), List.of());

    /** CDI's driver in the engine: Docker 25 and newer where its administrator let it, Podman 5. */
    public static final String CDI = "cdi";

    /** NVIDIA's driver in Docker, which its container toolkit brings. */
    public static final String NVIDIA = "nvidia";

    /**
     * A device node, for reading and writing, not for making others.
     *
     * @param hostPath where it is on the host
     * @param path where the container sees it
     */
    public record Node(String hostPath, String path) {}

    /**
     * Devices by name, for one of the engine's device drivers.
     *
     * @param driver {@link #CDI} or {@link #NVIDIA}
     * @param devices full names of CDI, such as {@code nvidia.com/gpu=0}, or UUIDs of GPUs and MIG instances
     */
    public record Request(String driver, List<String> devices) {
        public Request {
            devices = List.copyOf(devices);
        }
    }

    /** What is asked of the engine alone. */
    public static DeviceAccess requested(String driver, List<String> devices) {
        return new DeviceAccess(List.of(), List.of(), Map.of(), List.of(new Request(driver, devices)));
    }

    public DeviceAccess {
        nodes = List.copyOf(nodes);
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        requests = List.copyOf(requests);
    }

    /** This, and these devices of the engine's CDI. */
    public DeviceAccess withCdi(List<String> devices) {
        return devices.isEmpty()
                ? this
                : new DeviceAccess(nodes, files, environment, List.of(new Request(CDI, devices)));
    }
}
