package dev.slipway.runtime.engine;

import dev.slipway.runtime.label.ResourceId;
import java.nio.file.Path;
import java.util.List;

/** The volumes of one installation. */
public interface Volumes {
    @ReadOnly
    List<ResourceId> list();

    /**
     * Makes an empty volume, which takes its first content and owner from the image's directory at which it is first mounted:
     * when a container that mounts it is made, or at the latest when that is started.
     *
     * @return the directory of what is in it, on the engine's machine
     */
    Path ensure(ResourceId id);

    /**
     * Removes the volume and what is in it.
     *
     * @throws EngineException.Conflict while a container mounts it
     */
    void remove(ResourceId id);
}
