package dev.slipway.runtime.container;

import dev.slipway.runtime.label.ResourceId;

/**
 * A volume as a container sees it. A volume mount never names a path of the host.
 *
 * @param volume a volume that exists
 * @param path an absolute path in the container
 * @param readOnly whether the container may only read it
 */
public record VolumeMount(ResourceId volume, String path, boolean readOnly) {
    public VolumeMount {
        if (!path.startsWith("/") || path.contains("..") || path.contains(":")) {
            throw new IllegalArgumentException("not an absolute path in a container: " + path);
        }
    }
}
