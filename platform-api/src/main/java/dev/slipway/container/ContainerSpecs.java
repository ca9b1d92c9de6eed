package dev.slipway.container;

import dev.slipway.catalog.RunContract;
import dev.slipway.engine.HostSettingsFolder;
import dev.slipway.home.Accounts;
import dev.slipway.network.Resolver;
import dev.slipway.runtime.container.ContainerSpec;
import dev.slipway.runtime.container.HostFile;
import dev.slipway.runtime.container.VolumeMount;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.host.HostSettings;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.label.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Says how a container is run, from its image's contract and its holder's terms: the same for a workspace and a trial. */
@ApplicationScoped
class ContainerSpecs {
    private static final List<String> NOTHING = List.of("sleep", "600");

    private final Accounts accounts;
    private final HostSettingsFolder host;
    private final Resolver resolver;
    private final ContainerConfig config;

    ContainerSpecs(Accounts accounts, HostSettingsFolder host, Resolver resolver, ContainerConfig config) {
        this.accounts = accounts;
        this.host = host;
        this.resolver = resolver;
        this.config = config;
    }

    /**
     * Where a container is.
     *
     * @param home the volume of its user's files
     */
    record Place(ResourceId container, ResourceId home, ResourceId network) {}

    /**
     * Whom a server runs as: its holder's uid, in the contract's group.
     *
     * @throws EngineException when the image's own users are not known here yet and cannot be read
     */
    ContainerUser userOf(Server server, int uid) {
        String user = server.run().user();
        return new ContainerUser(
                uid + user.substring(user.indexOf(':')), accounts.of(server.exactly(), server.run(), uid));
    }

    /** The specification of the container in which a server runs. */
    ContainerSpec of(Server server, Terms terms, Place place) {
        RunContract run = server.run();
        HostSettings settings = config.hostSettings() ? host.read() : HostSettings.NONE;
        String searchPath = SearchPath.of(server.image().environment(), run.environment());
        Packages packages = Packages.of(run, server.name(), server.python(), searchPath);
        Map<String, String> environment =
                ServerEnvironment.of(terms.environment(), terms.limits().cpus(), run, settings, packages, searchPath);
        environment.put("JUPYTER_TOKEN", terms.token());
        List<HostFile> own = Stream.concat(terms.user().files().stream(), terms.tmp().stream())
                .toList();
        return new ContainerSpec(
                place.container(),
                server.exactly(),
                packages.command(),
                environment,
                terms.hostname(),
                terms.user().ids(),
                terms.limits(),
                place.network(),
                List.of(new VolumeMount(place.home(), run.home(), false)),
                Scratch.beside(own, terms.limits()),
                Stream.concat(own.stream(), settings.with(resolver.files()).files().stream())
                        .toList(),
                terms.gpus());
    }

    /** Of an image that has no server: it does nothing for ten minutes, in which it can be looked into. */
    ContainerSpec idle(LocalImage image, Terms terms, Place place) {
        return new ContainerSpec(
                place.container(),
                new ImageReference(image.digest()),
                NOTHING,
                Map.of(),
                terms.hostname(),
                terms.user().ids(),
                terms.limits(),
                place.network(),
                List.of(),
                Scratch.beside(List.of(), terms.limits()),
                resolver.files(),
                terms.gpus());
    }
}
