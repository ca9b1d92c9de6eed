package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.engine.HostSettingsFolder;
import dev.slipway.gpu.GpuDevices;
import dev.slipway.image.Catalogue;
import dev.slipway.network.Bridges;
import dev.slipway.network.Resolver;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.ContainerSpec;
import dev.slipway.runtime.engine.DeviceAccess;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineException.Kind;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.NetworkSpec;
import dev.slipway.runtime.engine.ResourceId;
import dev.slipway.runtime.engine.VolumeMount;
import dev.slipway.runtime.firewall.WorkspaceFirewall;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Brings a workspace from nothing to a started container. Every part finds what an earlier, broken run left of it. */
@ApplicationScoped
class Launcher {
    private final WorkspaceStore store;
    private final ContainerEngine engine;
    private final WorkspaceFirewall firewall;
    private final Catalogue catalogue;
    private final GpuDevices devices;
    private final Bridges bridges;
    private final HostSettingsFolder host;
    private final Resolver resolver;
    private final WorkspaceConfig config;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("launch-", 0).factory());

    Launcher(
            WorkspaceStore store,
            ContainerEngine engine,
            WorkspaceFirewall firewall,
            Catalogue catalogue,
            GpuDevices devices,
            Bridges bridges,
            HostSettingsFolder host,
            Resolver resolver,
            WorkspaceConfig config) {
        this.store = store;
        this.engine = engine;
        this.firewall = firewall;
        this.catalogue = catalogue;
        this.devices = devices;
        this.bridges = bridges;
        this.host = host;
        this.resolver = resolver;
        this.config = config;
    }

    /**
     * Makes what is missing and starts the container. Home, network and firewall are seen to beside the rest, for nothing
     * uses them before the container is made or started; a network that has to be made is the slowest part.
     *
     * @param turn in which this is done
     * @return false: the image is not here, and nothing was done
     */
    boolean launch(Workspace workspace, Turn turn) throws InterruptedException {
        Optional<ImageReference> image = turn.outside(() -> imageOf(workspace));
        if (image.isEmpty()) {
            return false;
        }
        NetworkSpec network = bridges.of(workspace.id().value());
        ResourceId home = homeOf(workspace.ownerId());
        Future<?> networkMade = threads.submit(() -> engine.ensureNetwork(network));
        Future<?> homeMade = threads.submit(() -> engine.ensureVolume(home));
        Future<?> guarded = threads.submit(firewall::enforce);
        try {
            noteStart(workspace, image.get());
            ContainerSpec container = containerOf(workspace, image.get(), home, network.id());
            return turn.outside(() -> {
                join(homeMade); // Docker would make a volume that is missing, without the labels by which it is known
                ensureContainer(container, networkMade);
                join(networkMade);
                join(guarded);
                engine.startContainer(container.id());
                return true;
            });
        } finally {
            List.of(networkMade, homeMade, guarded).forEach(work -> work.cancel(true));
        }
    }

    /** Docker looks for the network at the start; Podman wants it at the making of the container already. */
    private void ensureContainer(ContainerSpec container, Future<?> networkMade) throws InterruptedException {
        try {
            engine.ensureContainer(container);
        } catch (EngineException.NotFound e) {
            if (e.what() != Kind.NETWORK) {
                throw e;
            }
            join(networkMade);
            engine.ensureContainer(container);
        }
    }

    private static void join(Future<?> work) throws InterruptedException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
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
            if (change.row.hasReason(StateReason.WAITS_FOR_IMAGE)) {
                change.row.reason(null);
            }
            change.row.digest = image;
            change.row.observedGeneration = workspace.generation();
        });
    }

    /** The exact image, or the one that has its name where that is gone: rebuilt, say. */
    private Optional<ImageReference> imageOf(Workspace workspace) {
        return engine.findImage(workspace.digest())
                .or(() -> engine.findImage(workspace.reference()))
                .map(found -> new ImageReference(found.digest()));
    }

    /** One home volume for each user; an identity provider's subject may hold what a name in the engine may not. */
    static ResourceId homeOf(String ownerId) {
        String plain = ownerId.toLowerCase(Locale.ROOT);
        return new ResourceId(
                plain.matches("[a-z0-9-]{1,50}")
                        ? "home-" + plain.replaceAll("-+$", "")
                        : "home-" + Secrets.hash(ownerId).substring(0, 40));
    }

    private ContainerSpec containerOf(Workspace workspace, ImageReference image, ResourceId home, ResourceId network) {
        RunContract run = catalogue
                .version(workspace.image(), workspace.version())
                .flatMap(ImageVersion::run)
                .orElseThrow(() -> new NotInCatalogueException(workspace.image(), workspace.version()));
        HostSettings host = config.hostSettings() ? this.host.read() : HostSettings.NONE;
        return new ContainerSpec(
                workspace.id().resource(),
                image,
                run.command(),
                environmentOf(workspace, run, host),
                workspace.hostname(),
                run.user(),
                workspace.limits(),
                network,
                List.of(new VolumeMount(home, run.home(), false)),
                scratch(workspace.limits().memory()),
                host.with(resolver.files()).files(),
                workspace.gpus().isPresent() ? devices.of(workspace.id().value()) : DeviceAccess.NONE);
    }

    /**
     * Directories that a program expects to write in, though the root file system is read-only. They take memory, and are
     * full long before the memory is.
     */
    private static Map<String, Bytes> scratch(Bytes memory) {
        Bytes quarter = new Bytes(memory.value() / 4);
        Bytes most = Bytes.ofGibi(2);
        return Map.of(
                "/tmp",
                quarter.compareTo(most) < 0 ? quarter : most,
                "/var/tmp",
                new Bytes(memory.value() / 16),
                "/run",
                Bytes.ofMebi(8));
    }

    private static Map<String, String> environmentOf(Workspace workspace, RunContract run, HostSettings host) {
        Map<String, String> environment = new HashMap<>(host.variables());
        environment.putAll(workspace.environment());
        environment.putAll(run.environment());
        environment.put("HOME", run.home());
        environment.put("JUPYTER_TOKEN", workspace.serverToken());
        // A numeric library starts a thread for each processor of the host, whatever the limit is.
        int threads = Math.max(1, workspace.limits().cpus().millis() / 1000);
        environment.putIfAbsent("OMP_NUM_THREADS", Integer.toString(threads));
        return environment;
    }
}
