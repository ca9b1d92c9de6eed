package dev.slipway.container;

import dev.slipway.holder.Holder;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.Volumes;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.step.Steps;
import java.nio.file.Path;

/**
 * A container on its way up. Its network, which is walled, and its home are seen to beside the rest, for nothing uses them before it
 * is made or started; a network that has to be made is the slowest part. Closed, they are waited for no longer.
 */
public final class ContainerStart implements AutoCloseable {
    private final Containers containers;
    private final ContainerSpecs specs;
    private final HolderNetwork network;
    private final ContainerSpecs.Place place;
    private final Beside<Path> home;

    ContainerStart(
            Containers containers,
            Volumes volumes,
            ContainerSpecs specs,
            HolderNetwork network,
            Holder holder,
            ResourceId home) {
        this.containers = containers;
        this.specs = specs;
        this.network = network;
        this.place = new ContainerSpecs.Place(holder.container(), home, network.id());
        this.home = Beside.begin(
                "home-" + holder.container(), () -> Steps.take(ContainerStep.MAKE_HOME, () -> volumes.ensure(home)));
    }

    /** The directory of its home, once there is one. */
    public Path home() throws InterruptedException {
        return home.join();
    }

    /**
     * Whom a server runs as: its holder's uid, in the contract's group.
     *
     * @throws EngineException when the image's own users are not known here yet and cannot be read
     */
    public ContainerUser userOf(Server server, int uid) {
        return specs.userOf(server, uid);
    }

    /** How it is to run. */
    public ContainerSpec of(Server server, Terms terms) {
        return specs.of(server, terms, place);
    }

    /** How it is to run where its image has no server: it does nothing, and has no home. */
    public ContainerSpec idle(LocalImage image, Terms terms) {
        return specs.idle(image, terms, place);
    }

    /**
     * Makes it, or finds it as it is. Docker looks for the network at the start; Podman wants it now already.
     *
     * @return the directory of its home, without which Docker would make a volume that is not labelled as Slipway's
     */
    public Path make(ContainerSpec container) throws InterruptedException {
        Path folder = home();
        try {
            Steps.run(ContainerStep.MAKE_CONTAINER, () -> containers.ensure(container));
        } catch (EngineException.NotFound e) {
            if (e.what() != Kind.NETWORK) {
                throw e;
            }
            network.await();
            Steps.run(ContainerStep.MAKE_CONTAINER, () -> containers.ensure(container));
        }
        return folder;
    }

    /**
     * Starts it, when its network may be used.
     *
     * @return when the engine was asked to, by {@link System#nanoTime}
     */
    public long start() throws InterruptedException {
        network.await();
        long asked = System.nanoTime();
        Steps.run(ContainerStep.START_CONTAINER, () -> containers.start(place.container()));
        return asked;
    }

    @Override
    public void close() {
        network.close();
        home.close();
    }
}
