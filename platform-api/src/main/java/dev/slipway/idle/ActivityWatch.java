package dev.slipway.idle;

import dev.slipway.activity.Activity;
import dev.slipway.activity.ActivityPart;
import dev.slipway.activity.ProcessorHistory;
import dev.slipway.activity.Sign;
import dev.slipway.activity.UserActs;
import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalogue.Catalogue;
import dev.slipway.gpu.ComputingGpus;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Looks at what running workspaces do, and keeps what this process has seen of each since its start. Another process of the
 * platform looks for itself; a process that starts has seen nothing, and so takes nothing for idle that it has not watched.
 */
@ApplicationScoped
public class ActivityWatch {
    /** The processor time of programs is averaged over so long, or over the time-out where that is shorter. */
    private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);

    /** What looks may be late by when the machine is busy. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final RunningContainers containers;
    private final JupyterKernels jupyter;
    private final Catalogue catalogue;
    private final UserActs acts;
    private final Clock clock;
    private final Duration longestGap;
    private final Map<WorkspaceId, Watched> watched = new ConcurrentHashMap<>();

    ActivityWatch(
            RunningContainers containers,
            JupyterKernels jupyter,
            Catalogue catalogue,
            UserActs acts,
            IdleConfig config,
            Clock clock) {
        this.containers = containers;
        this.jupyter = jupyter;
        this.catalogue = catalogue;
        this.acts = acts;
        this.clock = clock;
        this.longestGap = config.idleInterval().multipliedBy(3).plus(SLACK);
    }

    /**
     * What is known of a start of a workspace.
     *
     * @param start when it came to run
     */
    private record Watched(Instant start, Activity activity, Optional<ProcessorHistory> processors) {}

    /** What was seen at the last look; empty: it was not looked at since it came to run. */
    public Optional<Activity> of(Workspace workspace) {
        return Optional.ofNullable(watched.get(workspace.id()))
                .filter(known -> known.start().equals(workspace.times().stateSince()))
                .map(Watched::activity);
    }

    /** Forgets all workspaces but these, which still run. */
    void keep(Collection<WorkspaceId> running) {
        watched.keySet().retainAll(running);
        containers.keep(running);
        acts.keep(running.stream().map(WorkspaceId::value).toList());
    }

    /** Looks at a workspace anew. Only one thread may do so at a time for each workspace. */
    Activity look(Workspace workspace, ComputingGpus.Look gpus) {
        Watched before = Optional.ofNullable(watched.get(workspace.id()))
                .filter(known -> known.start().equals(workspace.times().stateSince()))
                .orElse(new Watched(
                        workspace.times().stateSince(),
                        Activity.atStart(workspace.times().stateSince()),
                        Optional.empty()));
        Optional<RunContract> run = catalogue.version(workspace.spec().key()).flatMap(ImageVersion::run);
        Optional<RunningContainers.Running> container = containers.of(workspace, run);
        Optional<ProcessorHistory> processors = container.flatMap(running -> running.reading(clock.instant())
                .map(reading -> historyOf(workspace, before, running).with(reading)));
        Map<ActivityPart, Sign> signs = new EnumMap<>(ActivityPart.class);
        signs.put(ActivityPart.KERNELS, kernels(workspace, run));
        signs.put(
                ActivityPart.TERMINALS,
                container
                        .map(RunningContainers.Running::terminals)
                        .orElse(new Sign.Unknown(RunningContainers.NOT_SEEN)));
        signs.put(
                ActivityPart.PROCESSES,
                processors.map(ProcessorHistory::sign).orElse(new Sign.Unknown(RunningContainers.NOT_SEEN)));
        signs.put(
                ActivityPart.GPUS, gpus.of(workspace.id().value(), container.map(RunningContainers.Running::engineId)));
        signs.put(ActivityPart.MESSAGES, messages(workspace));
        Activity after =
                before.activity().alsoActiveAt(workspace.times().activeAt()).after(signs, clock.instant(), longestGap);
        watched.put(workspace.id(), new Watched(workspace.times().stateSince(), after, processors));
        return after;
    }

    /** A container that was started after the last look began with nothing; of an older one nothing was read before. */
    private ProcessorHistory historyOf(Workspace workspace, Watched before, RunningContainers.Running container) {
        return before.processors().orElseGet(() -> {
            Duration window = workspace
                    .spec()
                    .idleTimeout()
                    .filter(timeout -> timeout.compareTo(LONGEST_WINDOW) < 0)
                    .orElse(LONGEST_WINDOW);
            boolean isNew = before.activity().parts().isEmpty()
                    && container.since().plus(window).isAfter(clock.instant());
            return isNew ? ProcessorHistory.atStart(container.since(), window) : ProcessorHistory.unread(window);
        });
    }

    private Sign kernels(Workspace workspace, Optional<RunContract> run) {
        return run.filter(RunContract::servesJupyter).isPresent()
                ? jupyter.look(workspace)
                : new Sign.Quiet("Its server is no Jupyter server");
    }

    /** When the user last sent something: through this process, or through another one, which notes it in the workspace's row. */
    private Sign messages(Workspace workspace) {
        return Stream.of(acts.lastIn(workspace.id().value()), workspace.times().lastActivityAt())
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .<Sign>map(at -> new Sign.Seen(at, "Its user sends requests and messages"))
                .orElse(new Sign.Quiet("Its user has sent nothing"));
    }
}
