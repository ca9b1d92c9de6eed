package dev.slipway.imagebuild;

import dev.slipway.capacity.Capacity;
import dev.slipway.container.HolderNetwork;
import dev.slipway.container.HolderNetworks;
import dev.slipway.container.Teardown;
import dev.slipway.dockerfile.BuildBounds;
import dev.slipway.dockerfile.DockerfileBuild;
import dev.slipway.dockerfile.StepMeter;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Party;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.Progress;
import dev.slipway.operation.Progress.StepState;
import dev.slipway.queue.Work;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.EngineFacts;
import dev.slipway.runtime.engine.ImageBuilds;
import dev.slipway.runtime.engine.Images;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Runs the steps of a build's Dockerfile, in a network of its own and within bounds. */
@ApplicationScoped
class BuildRun {
    private final EngineFacts engine;
    private final BuildOrders orders;
    private final Images images;
    private final ImageBuilds builds;
    private final Work work;
    private final HolderNetworks networks;
    private final Teardown teardown;
    private final BuildConfig config;

    BuildRun(
            EngineFacts engine,
            BuildOrders orders,
            Images images,
            ImageBuilds builds,
            Work work,
            HolderNetworks networks,
            Teardown teardown,
            BuildConfig config) {
        this.engine = engine;
        this.orders = orders;
        this.images = images;
        this.builds = builds;
        this.work = work;
        this.networks = networks;
        this.teardown = teardown;
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
                orders.requireContext(build);
                network.await();
                return run(orders.of(build, network.id(), has), meter, report);
            }
        } finally {
            teardown.clear(holder);
        }
    }

    private LocalImage run(DockerfileBuild.Order order, StepMeter meter, OperationReport report)
            throws InterruptedException {
        try (var bounds = new BuildBounds(engine.info().storage(), config.timeout(), (long) config.reserve() << 20)) {
            try {
                LocalImage built = DockerfileBuild.run(images, builds, order, line -> {
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
}
