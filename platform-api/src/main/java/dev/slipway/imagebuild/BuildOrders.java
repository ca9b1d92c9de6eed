package dev.slipway.imagebuild;

import dev.slipway.capacity.Capacity;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.dockerfile.DockerfileBuild;
import dev.slipway.engine.HostSettingsFolder;
import dev.slipway.holder.Holder;
import dev.slipway.image.Brought;
import dev.slipway.imagebuild.context.Contexts;
import dev.slipway.network.Resolver;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.runtime.imagebuild.BuildSpec;
import dev.slipway.runtime.label.ResourceId;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the steps of builds are given. */
@ApplicationScoped
class BuildOrders {
    private final Contexts contexts;
    private final HostSettingsFolder host;
    private final Resolver resolver;
    private final BuildConfig config;

    BuildOrders(Contexts contexts, HostSettingsFolder host, Resolver resolver, BuildConfig config) {
        this.contexts = contexts;
        this.host = host;
        this.resolver = resolver;
        this.config = config;
    }

    /**
     * Looks for the build's context.
     *
     * @throws OperationFailedException when it is gone
     */
    void requireContext(Build build) {
        contexts.requireThere(build.operation());
    }

    /**
     * What a build's steps are given.
     *
     * @param has processors and memory of its own
     */
    DockerfileBuild.Order of(Build build, ResourceId network, Capacity has) {
        return new DockerfileBuild.Order(
                build.key().localName(),
                Dockerfile.read(labelled(build)),
                build.arguments(),
                () -> contexts.read(build.operation()),
                Holder.build(build.operation()).container(),
                Optional.of(network),
                new BuildSpec.Bounds(has.cpus(), has.memory(), Bytes.ofMebi(config.disk())),
                host.read().with(resolver.files()));
    }

    /**
     * The Dockerfile with all labels in one LABEL instruction at its end, which is one step. Labels that are given to the engine apart
     * from the Dockerfile would become one step each.
     */
    private static String labelled(Build build) {
        Map<String, String> labels = new TreeMap<>(Map.of(
                "dev.slipway.image",
                build.key().image().value(),
                "dev.slipway.version",
                build.key().version().value(),
                "dev.slipway.built-by",
                build.by().name(),
                Brought.OPERATION,
                build.operation(),
                "org.opencontainers.image.base.name",
                build.plan().baseName()));
        return build.dockerfile()
                + labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue().replaceAll("[\"$`\\\\\\s]", "_") + "\"")
                        .collect(Collectors.joining(" ", "LABEL ", "\n"));
    }
}
