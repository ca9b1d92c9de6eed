package dev.slipway.runtime.cdi;

import java.util.List;
import java.util.Optional;

/**
 * A CDI specification: devices of one kind.
 *
 * @param version of CDI, such as {@code 0.6.0}
 * @param kind vendor and class, such as {@code nvidia.com/gpu}
 * @param devices each with a name of its own
 * @param edits what every one of them needs
 */
public record CdiSpec(String version, String kind, List<CdiDevice> devices, ContainerEdits edits) {
    public static final String NVIDIA_GPU = "nvidia.com/gpu";

    public CdiSpec {
        devices = List.copyOf(devices);
    }

    public Optional<CdiDevice> device(String name) {
        return devices.stream().filter(device -> device.name().equals(name)).findFirst();
    }
}
