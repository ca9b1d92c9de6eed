package dev.slipway.runtime.container;

import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import java.util.List;
import java.util.Map;

/**
 * A container as it should be. What it may do to the host is not part of it: every container runs without capabilities, without new
 * privileges, under a seccomp profile, with an init process, a bounded log and a root file system that it cannot write, and
 * nothing here loosens that.
 *
 * @param id its id
 * @param image an image that the engine holds
 * @param command the program and its arguments; empty: the image's own
 * @param environment variables beside the image's
 * @param hostname the name it sees itself by, a DNS label
 * @param user numeric {@code uid:gid}, neither of them root
 * @param limits what it may use
 * @param network its network
 * @param mounts its volumes
 * @param scratch writable directories in memory, by path
 * @param files of the host's that an administrator shows
 * @param devices what of the host it sees so that it can use devices that it leases
 */
public record ContainerSpec(
        ResourceId id,
        ImageReference image,
        List<String> command,
        Map<String, String> environment,
        String hostname,
        String user,
        Limits limits,
        ResourceId network,
        List<VolumeMount> mounts,
        Map<String, Bytes> scratch,
        List<HostFile> files,
        DeviceAccess devices) {
    public ContainerSpec {
        if (!user.matches("[1-9]\\d{0,8}:[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("a container's user is a numeric uid:gid other than root, not " + user);
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
        scratch = Map.copyOf(scratch);
        files = List.copyOf(files);
    }
}
