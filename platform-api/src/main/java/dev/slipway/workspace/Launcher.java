package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.Beside;
import dev.slipway.container.HolderNetwork;
import dev.slipway.container.Networks;
import dev.slipway.container.Packages;
import dev.slipway.container.Scratch;
import dev.slipway.container.SearchPath;
import dev.slipway.engine.HostSettingsFolder;
import dev.slipway.gpu.GpuDevices;
import dev.slipway.home.Accounts;
import dev.slipway.home.HomeOwner;
import dev.slipway.home.Homes;
import dev.slipway.image.Catalogue;
import dev.slipway.network.Resolver;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.HostFile;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.VolumeMount;
import dev.slipway.runtime.host.HostSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Brings a workspace from nothing to a started container. Every part finds what an earlier, broken run left of it. */
@ApplicationScoped
class Launcher {
    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final Catalogue catalogue;
    private final GpuDevices devices;
    private final Networks networks;
    private final HostSettingsFolder host;
    private final Homes homes;
    private final OldHomes oldHomes;
    private final Accounts accounts;
    private final Resolver resolver;
    private final TmpDisks tmpDisks;
    private final WorkspaceConfig config;

    Launcher(
            WorkspaceStore store,
            ContainerEngine engine,
            Catalogue catalogue,
            GpuDevices devices,
            Networks networks,
            HostSettingsFolder host,
            Homes homes,
            OldHomes oldHomes,
            Accounts accounts,
            Resolver resolver,
            TmpDisks tmpDisks,
            WorkspaceConfig config) {
        this.store = store;
        this.engine = engine;
        this.catalogue = catalogue;
        this.devices = devices;
        this.networks = networks;
        this.host = host;
        this.homes = homes;
        this.oldHomes = oldHomes;
        this.accounts = accounts;
        this.resolver = resolver;
        this.tmpDisks = tmpDisks;
        this.config = config;
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
     * Makes what is missing and starts the container. Home, network, firewall and GPUs are seen to beside the rest, for nothing
     * uses them before the container is made or started; a network that has to be made is the slowest part.
     *
     * @param turn in which this is done
     */
    Outcome launch(Workspace workspace, Turn turn) throws InterruptedException {
        Optional<LocalImage> image = turn.outside(() -> imageOf(workspace));
        if (image.isEmpty()) {
            return Outcome.IMAGE_MISSING;
        }
        HomeOwner before = homes.ownerOf(workspace.ownerId());
        ImageVersion version = versionOf(workspace);
        ImageReference exactly = new ImageReference(image.get().digest());
        try (HolderNetwork network = networks.begin(workspace.holder());
                Beside<Path> homeMade =
                        Beside.begin("home-" + workspace.id(), () -> engine.ensureVolume(Homes.volumeOf(before.id())));
                Beside<Optional<HostFile>> tmpMade =
                        Beside.begin("tmp-" + workspace.id(), () -> tmpDisks.make(workspace))) {
            // Not closed: it asks the database, whose connection an interruption would cost.
            Beside<DeviceAccess> gpusFound = Beside.begin(
                    "gpus-" + workspace.id(),
                    () -> workspace.gpus().isPresent()
                            ? devices.of(workspace.id().value(), exactly)
                            : DeviceAccess.NONE);
            if (!before.isSettled() && waitsForHome(workspace, before, homeMade, turn)) {
                return Outcome.HOME_WAITS;
            }
            HomeOwner owner = before.isSettled() ? before : homes.ownerOf(before.id());
            noteStart(workspace, exactly);
            List<HostFile> files = new ArrayList<>(
                    turn.outside(() -> accounts.of(exactly, version.run().orElseThrow(), owner.uid())));
            turn.outside(tmpMade::join).ifPresent(files::add);
            DeviceAccess gpus = turn.outside(gpusFound::join);
            ContainerSpec container = containerOf(workspace, image.get(), version, owner, files, network.id(), gpus);
            return turn.outside(() -> {
                // Docker would make a volume that is missing, without the labels by which it is known.
                Path home = homeMade.join();
                ensureContainer(container, network);
                if (!isOwners(home, owner, container.id())) {
                    return Outcome.HOME_WAITS;
                }
                network.await();
                engine.startContainer(container.id());
                tmpDisks.forget(workspace.id());
                settleWhatTheStartFilled(home, owner);
                return Outcome.STARTED;
            });
        }
    }

    /** Has what is in a home given to its owner; true: that takes longer than a launch waits itself, and the row says so. */
    private boolean waitsForHome(Workspace workspace, HomeOwner owner, Beside<Path> homeMade, Turn turn)
            throws InterruptedException {
        Optional<String> waitsFor = turn.outside(() -> {
            engine.removeContainer(workspace.id().resource()); // made for another uid, and not started
            return oldHomes.waitsFor(workspace, owner, homeMade.join());
        });
        waitsFor.ifPresent(what -> store.change(workspace.id(), change -> {
            if (WorkspaceDriver.isSuperseded(workspace, change)) {
                return;
            }
            if (change.row.state == WorkspaceState.STARTING) {
                change.row.become(WorkspaceState.QUEUED, change.now);
            }
            if (!change.row.says(what)) {
                change.row.reason(new StateReason(StateReason.WAITS_FOR_HOME, what));
                change.event(StateReason.WAITS_FOR_HOME, what);
            }
        }));
        return waitsFor.isPresent();
    }

    /** A container that was made filled the home where it was empty. False: the home was put back, the next look begins anew. */
    private boolean isOwners(Path home, HomeOwner owner, ResourceId container) throws InterruptedException {
        if (!owner.isSettled()) {
            homes.settle(owner, home);
        } else if (!homes.belongsTo(home, owner.uid())) {
            homes.unsettle(owner);
            engine.removeContainer(container);
            return false;
        }
        return true;
    }

    /** Podman fills an empty home only now. */
    private void settleWhatTheStartFilled(Path home, HomeOwner owner) throws InterruptedException {
        if (!owner.isSettled() && !homes.belongsTo(home, owner.uid())) {
            homes.give(home, owner.uid());
        }
    }

    /** Docker looks for the network at the start; Podman wants it at the making of the container already. */
    private void ensureContainer(ContainerSpec container, HolderNetwork network) throws InterruptedException {
        try {
            engine.ensureContainer(container);
        } catch (EngineException.NotFound e) {
            if (e.what() != Kind.NETWORK) {
                throw e;
            }
            network.awaitMade();
            engine.ensureContainer(container);
        }
    }

    private void noteStart(Workspace workspace, ImageReference image) {
        store.change(workspace.id(), change -> {
            if (change.row.state != WorkspaceState.STARTING) {
                boolean again = change.row.state == WorkspaceState.RUNNING;
                change.row.become(WorkspaceState.STARTING, change.now);
                change.event(
                        again ? "container-lost" : "starting",
                        again ? "The container is gone; starting a new one" : "Starting the container");
            }
            if (change.row.hasReason(StateReason.WAITS_FOR_IMAGE) || change.row.hasReason(StateReason.WAITS_FOR_HOME)) {
                change.row.reason(null);
            }
            change.row.digest = image;
            change.row.observedGeneration = workspace.generation();
        });
    }

    /** The exact image, or the one that has its name where that is gone: rebuilt, say. */
    private Optional<LocalImage> imageOf(Workspace workspace) {
        return engine.findImage(workspace.digest()).or(() -> engine.findImage(workspace.reference()));
    }

    /** Its version in the catalogue, which has a contract. */
    private ImageVersion versionOf(Workspace workspace) {
        return catalogue
                .version(workspace.image(), workspace.version())
                .filter(version -> version.run().isPresent())
                .orElseThrow(() -> new NotInCatalogueException(workspace.image(), workspace.version()));
    }

    private ContainerSpec containerOf(
            Workspace workspace,
            LocalImage image,
            ImageVersion version,
            HomeOwner owner,
            List<HostFile> files,
            ResourceId network,
            DeviceAccess gpus) {
        HostSettings host = config.containers().hostSettings() ? this.host.read() : HostSettings.NONE;
        RunContract run = version.run().orElseThrow();
        String searchPath = SearchPath.of(image.environment(), run.environment());
        Packages packages = Packages.of(run, workspace.image(), Optional.ofNullable(version.python()), searchPath);
        Map<String, String> environment = WorkspaceEnvironment.of(
                workspace.environment(), workspace.limits().cpus(), run, host, packages, searchPath);
        environment.put("JUPYTER_TOKEN", workspace.serverToken());
        return new ContainerSpec(
                workspace.id().resource(),
                new ImageReference(image.digest()),
                packages.command(),
                environment,
                workspace.hostname(),
                owner.uid() + run.user().substring(run.user().indexOf(':')),
                workspace.limits(),
                network,
                List.of(new VolumeMount(Homes.volumeOf(owner.id()), run.home(), false)),
                Scratch.beside(files, workspace.limits()),
                Stream.concat(files.stream(), host.with(resolver.files()).files().stream())
                        .toList(),
                gpus);
    }
}
