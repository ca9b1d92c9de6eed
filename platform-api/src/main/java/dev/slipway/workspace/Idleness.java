package dev.slipway.workspace;

import dev.slipway.catalog.ImageVersion;
import dev.slipway.catalog.RunContract;
import dev.slipway.catalog.RunContract.Activity;
import dev.slipway.gpu.ComputingGpus;
import dev.slipway.image.Catalogue;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sees which workspaces do something, and stops those that have not for as long as their owner or the administrator said:
 * first it warns. Files stay; GPUs become free.
 */
@ApplicationScoped
class Idleness {
    private static final Logger LOG = Logger.getLogger(Idleness.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final WorkspaceStore store;
    private final Reconciler reconciler;
    private final Catalogue catalogue;
    private final JupyterActivity jupyter;
    private final ComputingGpus gpus;
    private final WorkspaceConfig config;
    private final Clock clock;
    private @Nullable Thread thread;

    Idleness(
            WorkspaceStore store,
            Reconciler reconciler,
            Catalogue catalogue,
            JupyterActivity jupyter,
            ComputingGpus gpus,
            WorkspaceConfig config,
            Clock clock) {
        this.store = store;
        this.reconciler = reconciler;
        this.catalogue = catalogue;
        this.jupyter = jupyter;
        this.gpus = gpus;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("idleness").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(config.idleInterval());
                lookAtAll();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warnf("look at idle workspaces put off cause=%s", e.toString());
            }
        }
    }

    /** Side by side: a server that keeps the platform waiting keeps no other workspace from its stop. */
    private void lookAtAll() {
        Set<String> computing = gpus.holders();
        try (ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (WorkspaceId id : store.running()) {
                looks.execute(() -> lookAt(id, computing.contains(id.value())));
            }
        }
    }

    private void lookAt(WorkspaceId id, boolean computes) {
        try {
            store.find(id)
                    .filter(workspace -> workspace.state() == WorkspaceState.RUNNING)
                    .ifPresent(workspace -> judge(workspace, activeAt(workspace, computes)));
        } catch (RuntimeException e) {
            LOG.warnf("look whether it is idle put off workspace=%s cause=%s", id, e.toString());
        }
    }

    /** When it last did something: a new start counts, and whatever was seen before. */
    private Instant activeAt(Workspace workspace, boolean computes) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (computes) {
            return now;
        }
        Optional<Instant> told = catalogue
                        .version(workspace.image(), workspace.version())
                        .flatMap(ImageVersion::run)
                        .flatMap(RunContract::activity)
                        .filter(Activity.JUPYTER::equals)
                        .isPresent()
                ? jupyter.lastIn(workspace)
                : workspace.lastActivityAt();
        return Stream.of(Optional.of(workspace.stateSince()), workspace.activeAt(), told)
                .flatMap(Optional::stream)
                .max(Instant::compareTo)
                .orElse(now)
                .truncatedTo(ChronoUnit.MICROS);
    }

    private void judge(Workspace workspace, Instant activeAt) {
        Idle idle = workspace
                .idleTimeout()
                .map(timeout -> Idle.judge(activeAt, timeout, clock.instant()))
                .orElse(new Idle.Active());
        boolean told = workspace
                .reason()
                .map(StateReason::code)
                .filter(StateReason.IDLE::equals)
                .isPresent();
        if (idle instanceof Idle.Active && !told && workspace.activeAt().equals(Optional.of(activeAt))) {
            return;
        }
        store.change(workspace.id(), change -> {
            if (change.row.state != WorkspaceState.RUNNING || change.row.generation != workspace.generation()) {
                return;
            }
            change.row.activeAt = activeAt;
            switch (idle) {
                case Idle.Active active -> takeBack(change);
                case Idle.Warned warned -> warn(change, activeAt, warned.stopsAt());
                case Idle.Over over -> stop(workspace, change, activeAt);
            }
        });
        if (idle instanceof Idle.Over) {
            reconciler.wake(workspace.id());
        }
    }

    private static void takeBack(WorkspaceStore.Change change) {
        if (change.row.hasReason(StateReason.IDLE)) {
            change.row.reason(null);
            change.event("active-again", "Used again; it runs on");
        }
    }

    private static void warn(WorkspaceStore.Change change, Instant activeAt, Instant stopsAt) {
        String message = "Nothing has happened here since " + TIME.format(activeAt) + "; it is stopped at "
                + TIME.format(stopsAt) + " unless it is used. Its files are kept";
        if (change.row.hasReason(StateReason.GPU_UNHEALTHY) || change.row.says(message)) {
            return; // what is worse is said first
        }
        change.row.reason(new StateReason(StateReason.IDLE, message));
        change.event("idle-warning", message);
    }

    private static void stop(Workspace workspace, WorkspaceStore.Change change, Instant activeAt) {
        String message = "Stopped after " + words(workspace.idleTimeout().orElseThrow())
                + " in which nothing happened here, since " + TIME.format(activeAt)
                + ". Its files are kept; start it to go on";
        change.row.desired = DesiredState.STOPPED;
        change.row.become(WorkspaceState.STOPPING, change.now);
        change.row.reason(new StateReason(StateReason.IDLE, message));
        change.event("idle-stopped", message);
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
