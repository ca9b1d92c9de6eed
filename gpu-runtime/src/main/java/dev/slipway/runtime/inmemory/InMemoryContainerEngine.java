package dev.slipway.runtime.inmemory;

import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineInfo;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.engine.Networks;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A container engine in this JVM. Its containers run {@link SimulatedProgram}s, a few words of shell, each at an address of
 * the loopback's that is its own; everything else behaves as the contracts of the engine's parts say.
 */
public final class InMemoryContainerEngine implements ContainerEngine {
    private final Held held = new Held();
    private final Containers containers;
    private final Images images = new InMemoryImages(held);
    private final ImageBuilds builds = new InMemoryImageBuilds(held);
    private final Networks networks = new InMemoryNetworks(held);
    private final Volumes volumes;

    /**
     * Holds the given images and nothing else.
     *
     * @param images what can be run; nothing can be pulled
     */
    public InMemoryContainerEngine(Clock clock, List<LocalImage> images) {
        this(clock, images, Optional.empty());
    }

    /**
     * Holds the given images, and volumes that are directories.
     *
     * @param images what can be run; nothing can be pulled but what is {@linkplain #publish published}
     * @param disk a directory in which each volume has one of its own; empty: volumes are names alone
     */
    public InMemoryContainerEngine(Clock clock, List<LocalImage> images, Optional<Path> disk) {
        this.containers = new InMemoryContainers(held, clock);
        this.volumes = new InMemoryVolumes(held, disk);
        images.forEach(held::put);
    }

    /** Lets an image be pulled from now on, by its reference. */
    public void publish(LocalImage image) {
        synchronized (held) {
            held.pullable.put(image.reference(), image);
        }
    }

    /**
     * The specification that a container was made with; empty: no container has that id. A listener may call this while it handles an
     * event.
     */
    public Optional<ContainerSpec> specOf(ResourceId id) {
        return held.container(id).map(SimulatedContainer::spec);
    }

    @Override
    public EngineInfo info() {
        return new EngineInfo(
                "in-memory", "1", "1.41", "none", "none", 1, Bytes.ofGibi(1), Optional.empty(), false, true);
    }

    @Override
    public Containers containers() {
        return containers;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public ImageBuilds builds() {
        return builds;
    }

    @Override
    public Networks networks() {
        return networks;
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public void close() {
        held.containers().forEach(container -> container.end(137));
        held.watchers.clear();
    }
}
