package dev.slipway.runtime.engine;

/**
 * A file or directory of the host's as a container sees it, read-only. Only an administrator's setting or a driver's description
 * of a device makes one, never a tenant's request.
 *
 * @param hostPath where it is on the host
 * @param path where the container sees it
 */
public record HostFile(String hostPath, String path) {}
