package dev.slipway.runtime.container;

/**
 * A file or directory of the host's as a container sees it. Only an administrator's setting, a driver's description of a device,
 * or the platform itself makes one, never a tenant's request.
 *
 * @param hostPath where it is on the host
 * @param path where the container sees it
 * @param isWritable whether the container may write it: only what was made for this one container
 */
public record HostFile(String hostPath, String path, boolean isWritable) {
    /** One to read. */
    public HostFile(String hostPath, String path) {
        this(hostPath, path, false);
    }
}
