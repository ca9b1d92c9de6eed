package dev.slipway.launch;

import dev.slipway.container.Beside;
import dev.slipway.container.ContainerStart;
import dev.slipway.container.ContainerStarts;
import dev.slipway.container.ContainerUser;
import dev.slipway.container.Server;
import dev.slipway.container.Terms;
import dev.slipway.gpu.injection.GpuDevices;
import dev.slipway.home.HomeOwner;
import dev.slipway.home.Homes;
import dev.slipway.notice.Notice;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.DeviceAccess;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.engine.Containers;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.step.Steps;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;

/** Brings a workspace from nothing to a started container. Every part finds what an earlier, broken run left of it. */
@ApplicationScoped
class Launcher {
    private final WorkspaceStore store;
    private final Containers containers;
    private final Servers servers;
    private final GpuDevices devices;
    private final ContainerStarts starts;
    private final Homes homes;
    private final OldHomes oldHomes;
    private final TmpDisks tmpDisks;

    Launcher(
            WorkspaceStore store,
            Containers containers,
            Servers servers,
            GpuDevices devices,
            ContainerStarts starts,
            Homes homes,
            OldHomes oldHomes,
            TmpDisks tmpDisks) {
        this.store = store;
        this.containers = containers;
        this.servers = servers;
        this.devices = devices;
        this.starts = starts;
        this.homes = homes;
        this.oldHomes = oldHomes;
        this.tmpDisks = tmpDisks;
    }

    /** How a launch ended. */
    enum Outcome {
        STARTED,
        /** The image is not here, and nothing was done. */
        IMAGE_MISSING,
        /** The home is not its owner's yet, which the row says. */
        HOME_WAITS
    }

    /**
     * Makes what is missing and starts the container; GPUs and a disk for {@code /tmp} are seen to beside the rest.
     *
     * @param turn in which this is done
     */
    Outcome launch(Workspace workspace, Turn turn) throws InterruptedException {
        Optional<Server> found = turn.outside(() -> servers.of(workspace));
        if (found.isEmpty()) {
            return Outcome.IMAGE_MISSING;
        }
        Server server = found.get();
        HomeOwner before = homes.ownerOf(workspace.owner().id());
        try (ContainerStart start = starts.begin(workspace.holder(), Homes.volumeOf(before.id()));
                Beside<Optional<HostFile>> tmpMade =
                        Beside.begin("tmp-" + workspace.id(), () -> tmpDisks.make(workspace))) {
            // Not closed with the others: closing interrupts the thread, which asks the database, and an interruption
            // would break its
            // connection.
            Beside<DeviceAccess> gpusFound =
                    Beside.begin("gpus-" + workspace.id(), () -> gpusOf(workspace, server.exactly()));
            if (!before.isSettled() && waitsForHome(workspace, before, start, turn)) {
                return Outcome.HOME_WAITS;
            }
            HomeOwner owner = before.isSettled() ? before : homes.ownerOf(before.id());
            noteStart(workspace, server.exactly());
            ContainerUser user = turn.outside(() -> start.userOf(server, owner.uid()));
            Optional<HostFile> tmp = turn.outside(tmpMade::join);
            DeviceAccess gpus = turn.outside(gpusFound::join);
            ContainerSpec container = start.of(server, termsOf(workspace, user, tmp, gpus));
            return turn.outside(() -> {
                Path home = start.make(container);
                if (!isOwners(home, owner, container.id())) {
                    return Outcome.HOME_WAITS;
                }
                start.start();
                tmpDisks.forget(workspace.id());
                settleWhatTheStartFilled(home, owner);
                return Outcome.STARTED;
            });
        }
    }

    private DeviceAccess gpusOf(Workspace workspace, ImageReference image) {
        return workspace.spec().gpus().isPresent() ? devices.of(workspace.id().value(), image) : DeviceAccess.NONE;
    }

    private static Terms termsOf(Workspace workspace, ContainerUser user, Optional<HostFile> tmp, DeviceAccess gpus) {
        return new Terms(
                workspace.spec().hostname(),
                user,
                workspace.spec().limits(),
                workspace.spec().environment(),
                workspace.serverToken(),
                tmp,
                gpus);
    }

    /**
     * Has the files of a home given to its owner's uid. Returns true if that takes longer than a launch waits; the workspace's row then
     * says that it waits for its home.
     */
    private boolean waitsForHome(Workspace workspace, HomeOwner owner, ContainerStart start, Turn turn)
            throws InterruptedException {
        Optional<Notice.WaitsForHome> waitsFor = turn.outside(() -> {
            // A launch that was broken off may have made it for another uid; it was not started.
            containers.remove(workspace.id().resource());
            return oldHomes.waitsFor(workspace, owner, start.home());
        });
        waitsFor.ifPresent(what -> store.applyUnlessSuperseded(workspace, new Transition.HomeMissed(what)));
        return waitsFor.isPresent();
    }

    /**
     * Checks the home after the container was made, which has filled the home if it was empty. Returns false where a home that had been
     * given to its owner holds another uid's files, such as those of a restored copy: the container is removed, and the next look at the
     * workspace begins anew.
     */
    private boolean isOwners(Path home, HomeOwner owner, ResourceId container) throws InterruptedException {
        if (!owner.isSettled()) {
            homes.settle(owner, home);
        } else if (!homes.belongsTo(home, owner.uid())) {
            homes.unsettle(owner);
            containers.remove(container);
            return false;
        }
        return true;
    }

    /** Gives the home to its owner once the container has started: Podman fills an empty home only then. */
    private void settleWhatTheStartFilled(Path home, HomeOwner owner) throws InterruptedException {
        if (!owner.isSettled() && !homes.belongsTo(home, owner.uid())) {
            homes.give(home, owner.uid());
        }
    }

    /**
     * Says that the container is being made.
     *
     * @throws SupersededException when something else is wanted by now
     */
    private void noteStart(Workspace workspace, ImageReference image) {
        Steps.run(
                WorkspaceStep.NOTE_START,
                () -> store.apply(workspace.id(), standing -> {
                    if (standing.supersedes(workspace)) {
                        throw new SupersededException(null);
                    }
                    return Optional.of(new Transition.ContainerBegan(image));
                }));
    }
}
