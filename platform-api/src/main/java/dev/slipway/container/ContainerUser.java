package dev.slipway.container;

import dev.slipway.runtime.container.HostFile;
import java.util.List;

/**
 * Whom a container's programs run as.
 *
 * @param ids numeric {@code uid:gid}
 * @param files that show the container its users and groups
 */
public record ContainerUser(String ids, List<HostFile> files) {
    public ContainerUser {
        files = List.copyOf(files);
    }

    /** One whom the container knows by number alone, in a group of its own. */
    public static ContainerUser alone(int uid) {
        return new ContainerUser(uid + ":" + uid, List.of());
    }
}
