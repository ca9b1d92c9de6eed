package dev.slipway.build;

import dev.slipway.capacity.Capacity;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.container.HolderNetwork;
import dev.slipway.container.Networks;
import dev.slipway.container.Teardown;
import dev.slipway.engine.HostSettingsFolder;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Party;
import dev.slipway.image.Brought;
import dev.slipway.network.Resolver;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.operation.Progress.StepState;
import dev.slipway.queue.Work;
import dev.slipway.runtime.engine.BuildSpec;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.runtime.engine.ResourceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Runs the steps of a build's Dockerfile, in a network of its own and within bounds. */
@ApplicationScoped
class BuildRun {
    private final ContainerEngine engine;
    private final Contexts contexts;
    private final Work work;
    private final Networks networks;
    private final Teardown teardown;
    private final HostSettingsFolder host;
    private final Resolver resolver;
    private final BuildConfig config;

    BuildRun(
            ContainerEngine engine,
            Contexts contexts,
            Work work,
            Networks networks,
            Teardown teardown,
            HostSettingsFolder host,
            Resolver resolver,
            BuildConfig config) {
        this.engine = engine;
        this.contexts = contexts;
        this.work = work;
        this.networks = networks;
        this.teardown = teardown;
        this.host = host;
        this.resolver = resolver;
        this.config = config;
    }

    /**
     * Builds it; of what a broken-off build had, nothing is left.
     *
     * @throws OperationFailedException when a step fails, or uses more than it may
     */
    LocalImage run(Build build, StepMeter meter, OperationReport report) throws InterruptedException {
        Holder holder = Holder.build(build.operation());
        try {
            Capacity has = work.admit(
                    holder,
                    Party.of(build.by()),
                    Capacity.of(Cpus.of(config.cpus()), Bytes.ofMebi(config.memory())),
                    () -> report.progress(Progress.at(Work.WAITS_FOR)));
            try (HolderNetwork network = networks.begin(holder)) {
                contexts.requireThere(build.operation());
                network.await();
                return run(order(build, network.id(), has), meter, report);
            }
        } finally {
            teardown.clear(holder);
        }
    }

    private LocalImage run(DockerfileBuild.Order order, StepMeter meter, OperationReport report)
            throws InterruptedException {
        try (var bounds = new BuildBounds(engine.info().storage(), config.timeout(), (long) config.reserve() << 20)) {
            try {
                LocalImage built = DockerfileBuild.run(engine, order, line -> {
                    long now = System.nanoTime();
                    meter.heard(line, now);
                    report.line(meter.step(), line);
                    report.progress(meter.progress(now));
                });
                meter.end(StepState.DONE, System.nanoTime());
                return built;
            } catch (EngineException.Refused e) {
                meter.end(StepState.FAILED, System.nanoTime());
                report.progress(meter.progress(System.nanoTime()));
                String message = String.valueOf(e.getMessage());
                report.line(meter.step(), message);
                throw new OperationFailedException(
                        message.contains("no space left on device") ? "no-space" : "build-failed",
                        (meter.step() > 0 ? "Step " + meter.step() + ": " : "") + message,
                        e);
            } catch (EngineException.Unavailable e) {
                Optional<OperationFailedException> bound = bounds.broken();
                if (bound.isPresent()) {
                    throw bound.get();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                throw e;
            }
        }
    }

    private DockerfileBuild.Order order(Build build, ResourceId network, Capacity has) {
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

    /** In one step; of labels that the engine is told beside the Dockerfile, it makes a step each. */
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
