package dev.slipway.build;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.container.Server;
import dev.slipway.holder.Holders;
import dev.slipway.image.Brought;
import dev.slipway.image.Catalogue;
import dev.slipway.image.CompatibilityView;
import dev.slipway.image.HostFit;
import dev.slipway.image.Images;
import dev.slipway.image.Registration;
import dev.slipway.image.VersionKey;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationEnded;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.OperationWork;
import dev.slipway.operation.Progress;
import dev.slipway.problem.Problem.Reason;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.engine.ContainerEngine;
import dev.slipway.runtime.engine.EngineException;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Interruption;
import dev.slipway.runtime.engine.LocalImage;
import dev.slipway.trial.Trial;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Builds an image, starts it once, and puts it into the catalogue: all of that, or nothing stays. */
@ApplicationScoped
class BuildWork implements OperationWork {
    private static final Logger LOG = Logger.getLogger(BuildWork.class);

    private final BuildStore store;
    private final Contexts contexts;
    private final Images images;
    private final Brought brought;
    private final Catalogue catalogue;
    private final Registration registration;
    private final HostFit fit;
    private final BuildRun steps;
    private final Trial trial;
    private final ContainerEngine engine;
    private final Semaphore turns;

    BuildWork(
            BuildStore store,
            Contexts contexts,
            Images images,
            Brought brought,
            Catalogue catalogue,
            Registration registration,
            HostFit fit,
            BuildRun steps,
            Trial trial,
            ContainerEngine engine,
            BuildConfig config) {
        this.store = store;
        this.contexts = contexts;
        this.images = images;
        this.brought = brought;
        this.catalogue = catalogue;
        this.registration = registration;
        this.fit = fit;
        this.steps = steps;
        this.trial = trial;
        this.engine = engine;
        this.turns = new Semaphore(config.parallelism(), true);
    }

    @Override
    public Operation.Kind kind() {
        return Operation.Kind.BUILD;
    }

    @Override
    public void run(Operation operation, OperationReport report) throws InterruptedException {
        Build build = store.find(operation.id()).orElseThrow(() -> lost(operation));
        if (isRegistered(build)) {
            return; // the platform ended before it could say so
        }
        if (!turns.tryAcquire()) {
            report.progress(Progress.at("another build's end"));
            turns.acquire();
        }
        try {
            for (String base : build.plan().toFetch()) {
                report.line(0, "Fetching " + base);
                images.holdBase(base, build.operation(), report);
            }
            requireNoTriggers(build);
            StepMeter meter = new StepMeter(build.plan().names());
            brought.expect(build.key().localName(), build.operation());
            LocalImage built = steps.run(build, meter, report);
            brought.note(build.key().localName(), built.digest(), build.operation());
            Progress done = meter.progress(System.nanoTime());
            Optional<RunContract> contract = contract(build);
            TrialReport seen = tryOut(build, built, contract, new AfterSteps(done, report));
            register(build, built, contract, seen);
            report.line(0, fitOf(build.key()));
            report.progress(done);
        } finally {
            turns.release();
        }
    }

    /** What a base has the engine do first, nobody here has read: it may copy out of any image of the host. */
    private void requireNoTriggers(Build build) {
        build.plan()
                .names()
                .forEach((exact, name) -> engine.findImage(new ImageReference(exact))
                        .filter(base -> !base.triggers().isEmpty())
                        .ifPresent(base -> {
                            throw new OperationFailedException(
                                    "on-build", name + " has instructions for ONBUILD, which are not run here", null);
                        }));
    }

    private boolean isRegistered(Build build) {
        return catalogue
                .version(build.key().image(), build.key().version())
                .flatMap(ImageVersion::built)
                .flatMap(id -> engine.findImage(new ImageReference(id)))
                .filter(image -> build.operation().equals(image.labels().get(Brought.OPERATION)))
                .isPresent();
    }

    /** Its files are of no use any more; the Dockerfile of what stands in the catalogue is kept. */
    void ended(@Observes OperationEnded event) {
        if (event.operation().kind() == Operation.Kind.BUILD) {
            contexts.remove(event.operation().id());
            if (event.operation().state() != Operation.State.SUCCEEDED) {
                store.remove(event.operation().id());
            }
        }
    }

    private static OperationFailedException lost(Operation operation) {
        return new OperationFailedException(
                "context-lost",
                "The files of operation " + operation.id() + " are not on this host; build it again",
                null);
    }

    /** What comes after the steps does not hide them. */
    private record AfterSteps(Progress steps, OperationReport report) implements OperationReport {
        @Override
        public void progress(Progress progress) {
            report.progress(progress.waitsFor() == null ? steps : steps.waitingFor(progress.waitsFor()));
        }

        @Override
        public void line(int step, String text) {
            report.line(step, text);
        }
    }

    /** What does not serve as it is said to does not stay. */
    private TrialReport tryOut(Build build, LocalImage built, Optional<RunContract> contract, OperationReport report)
            throws InterruptedException {
        report.line(0, "Starting it once");
        TrialReport seen = null;
        try {
            // Nobody knows its Python before it is tried.
            Optional<Server> server =
                    contract.map(run -> new Server(build.key().image(), built, Optional.empty(), run));
            seen = trial.run(build.operation(), Holders.Owner.of(build.by()), built, server, report);
        } finally {
            if (seen == null) {
                remove(build);
            }
        }
        seen.output().forEach(line -> report.line(0, line));
        if (seen.server() == TrialReport.Server.FAILED) {
            remove(build);
            throw new OperationFailedException("contract-broken", String.valueOf(seen.problem()), null);
        }
        return seen;
    }

    private Optional<RunContract> contract(Build build) {
        BuildRequest request = build.plan().request();
        if (request.run() != null) {
            return registration.contract(null, request.run());
        }
        String name = build.plan().contract();
        if (name == null) {
            return Optional.empty();
        }
        return catalogue.contract(name).or(() -> registration.contract(name, null));
    }

    private void register(Build build, LocalImage built, Optional<RunContract> contract, TrialReport seen) {
        BuildRequest request = build.plan().request();
        String name = build.key().image().value();
        try {
            registration.register(
                    new Registration.Built(
                            build.key(),
                            request.title() == null ? name : request.title(),
                            request.description() == null ? "" : request.description(),
                            build.plan().framework(),
                            contract,
                            built.digest(),
                            seen),
                    build.by());
        } catch (ProblemException e) {
            remove(build);
            throw new OperationFailedException(e.code().code(), e.detail(), e);
        }
    }

    /** What does not run here may run on another host: it is said, and stands in the catalogue. */
    private String fitOf(VersionKey key) {
        CompatibilityView here = fit.of(
                key.image(), catalogue.version(key.image(), key.version()).orElseThrow());
        return "On this host's GPUs: "
                + Stream.concat(
                                Stream.of(here.verdict().toString()),
                                here.reasons().stream().map(Reason::message))
                        .collect(Collectors.joining("; "));
    }

    private void remove(Build build) {
        Interruption.putOff(() -> {
            try {
                engine.removeImage(build.key().localName());
            } catch (EngineException e) {
                LOG.infof("image of a build is cleared later operation=%s cause=%s", build.operation(), e.getMessage());
            }
        });
    }
}
