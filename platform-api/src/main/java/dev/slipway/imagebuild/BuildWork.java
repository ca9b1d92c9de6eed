package dev.slipway.imagebuild;

import dev.slipway.catalog.RunContract;
import dev.slipway.container.Server;
import dev.slipway.container.Teardown;
import dev.slipway.dockerfile.StepMeter;
import dev.slipway.holder.Holder;
import dev.slipway.identity.Party;
import dev.slipway.image.Brought;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationFailedException;
import dev.slipway.operation.OperationReport;
import dev.slipway.operation.OperationWork;
import dev.slipway.operation.Progress;
import dev.slipway.runtime.image.LocalImage;
import dev.slipway.step.Steps;
import dev.slipway.trial.Trial;
import dev.slipway.trial.TrialReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Builds an image, starts it once, and puts it into the catalogue: all of that, or nothing stays. */
@ApplicationScoped
class BuildWork implements OperationWork {
    private final BuildStore store;
    private final BuildBases bases;
    private final Brought brought;
    private final BuildRun steps;
    private final Trial trial;
    private final BuildEntry entry;
    private final Teardown teardown;
    private final Semaphore turns;

    BuildWork(
            BuildStore store,
            BuildBases bases,
            Brought brought,
            BuildRun steps,
            Trial trial,
            BuildEntry entry,
            Teardown teardown,
            BuildConfig config) {
        this.store = store;
        this.bases = bases;
        this.brought = brought;
        this.steps = steps;
        this.trial = trial;
        this.entry = entry;
        this.teardown = teardown;
        this.turns = new Semaphore(config.parallelism(), true);
    }

    @Override
    public Operation.Kind kind() {
        return Operation.Kind.BUILD;
    }

    /** Long, since a build may wait for many others to end, each of which may take an hour. */
    @Override
    public Duration longest() {
        return Duration.ofDays(7);
    }

    @Override
    public void run(Operation operation, OperationReport report) throws InterruptedException {
        Build build = store.find(operation.id()).orElseThrow(() -> lost(operation));
        if (entry.isThere(build)) {
            return; // an earlier try added the entry, but its process died before the operation was marked as done
        }
        // Done before this build waits for its turn: a process that died may have left containers and leases of this
        // build, and the
        // builds that have the turn may be waiting for these.
        teardown.clear(Holder.build(operation.id()));
        teardown.clear(Holder.trial(operation.id()));
        if (!turns.tryAcquire()) {
            report.progress(Progress.at("another build's end"));
            turns.acquire();
        }
        try {
            bases.fetch(build, report);
            StepMeter meter = new StepMeter(build.plan().names());
            brought.expect(build.key().localName(), build.operation());
            LocalImage built = Steps.take(BuildPhase.BUILD, () -> steps.run(build, meter, report));
            brought.note(build.key().localName(), built.digest(), build.operation());
            Progress done = meter.progress(System.nanoTime());
            Optional<RunContract> contract = entry.contract(build);
            TrialReport seen = tryOut(build, built, contract, new AfterSteps(done, report));
            Steps.run(BuildPhase.ENTER, () -> entry.add(build, built, contract, seen));
            report.line(0, entry.fitOf(build.key()));
            report.progress(done);
        } finally {
            turns.release();
        }
    }

    private static OperationFailedException lost(Operation operation) {
        return new OperationFailedException(
                "context-lost",
                "The files of operation " + operation.id() + " are not on this host; build it again",
                null);
    }

    /** Reports progress after the last step: the build's steps stay shown, and only what the build waits for is new. */
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

    /** Tries the image out. Where its server does not serve as its contract says, the image is removed and the build fails. */
    private TrialReport tryOut(Build build, LocalImage built, Optional<RunContract> contract, OperationReport report)
            throws InterruptedException {
        report.line(0, "Starting it once");
        TrialReport seen = null;
        try {
            // Which Python the image has is not known before this trial.
            Optional<Server> server =
                    contract.map(run -> new Server(build.key().image(), built, Optional.empty(), run));
            seen = trial.run(build.operation(), Party.of(build.by()), built, server, report);
        } finally {
            if (seen == null) {
                entry.remove(build);
            }
        }
        seen.output().forEach(line -> report.line(0, line));
        if (seen.server() == TrialReport.Server.FAILED) {
            entry.remove(build);
            throw new OperationFailedException("contract-broken", String.valueOf(seen.problem()), null);
        }
        return seen;
    }
}
