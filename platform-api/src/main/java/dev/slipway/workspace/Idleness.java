package dev.slipway.workspace;

import dev.slipway.activity.Activity;
import dev.slipway.gpu.ComputingGpus;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private final ActivityWatch watch;
    private final ComputingGpus gpus;
    private final WorkspaceConfig config;
    private final Clock clock;
    private @Nullable Thread thread;

    Idleness(
            WorkspaceStore store,
            Reconciler reconciler,
            ActivityWatch watch,
            ComputingGpus gpus,
            WorkspaceConfig config,
            Clock clock) {
        this.store = store;
        this.reconciler = reconciler;
        this.watch = watch;
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
        List<WorkspaceId> running = store.running();
        watch.keep(running);
        if (running.isEmpty()) {
            return;
        }
        ComputingGpus.Look computing = gpus.look();
        try (ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (WorkspaceId id : running) {
                looks.execute(() -> lookAt(id, computing));
            }
        }
    }

    private void lookAt(WorkspaceId id, ComputingGpus.Look computing) {
        try {
            store.find(id)
                    .filter(workspace -> workspace.state() == WorkspaceState.RUNNING)
                    .ifPresent(workspace -> judge(workspace, watch.look(workspace, computing)));
        } catch (RuntimeException e) {
            LOG.warnf("look whether it is idle put off workspace=%s cause=%s", id, e.toString());
        }
    }

    private void judge(Workspace workspace, Activity activity) {
        Instant activeAt = activity.activeAt().truncatedTo(ChronoUnit.MICROS);
        Idle idle = workspace
                .idleTimeout()
                .map(timeout -> Idle.judge(activity, timeout, clock.instant()))
                .orElse(new Idle.Active());
        boolean told = workspace
                .reason()
                .map(StateReason::code)
                .filter(StateReason.IDLE::equals)
                .isPresent();
        boolean isCalm = idle instanceof Idle.Active || idle instanceof Idle.Unknown;
        if (isCalm && !told && workspace.activeAt().equals(Optional.of(activeAt))) {
            return;
        }
        store.change(workspace.id(), change -> {
            boolean isUsedMeanwhile =
                    change.row.activeAt != null && change.row.activeAt.isAfter(activeAt); // seen by another process
            if (change.row.state != WorkspaceState.RUNNING
                    || change.row.generation != workspace.generation()
                    || isUsedMeanwhile) {
                return;
            }
            boolean isUsed = !Optional.of(activeAt).equals(Optional.ofNullable(change.row.activeAt));
            change.row.activeAt = activeAt;
            switch (idle) {
                case Idle.Active active when isUsed -> takeBack(change, "active-again", "Used again; it runs on");
                case Idle.Active active ->
                    takeBack(change, "idle-unknown", "It runs on, for it was not looked at all the time");
                case Idle.Unknown unknown ->
                    takeBack(
                            change,
                            "idle-unknown",
                            "It runs on, for it cannot be told whether something happens here. " + unknown.why());
                case Idle.Warned warned -> warn(change, activity.idleFrom(), warned.stopsAt());
                case Idle.Over over -> stop(workspace, change, activity.idleFrom());
            }
        });
        if (idle instanceof Idle.Over) {
            reconciler.wake(workspace.id());
        }
    }

    private static void takeBack(WorkspaceStore.Change change, String code, String message) {
        if (change.row.hasReason(StateReason.IDLE)) {
            change.row.reason(null);
            change.event(code, message);
        }
    }

    private static void warn(WorkspaceStore.Change change, Instant idleFrom, Instant stopsAt) {
        String message = "Nothing has happened here since " + TIME.format(idleFrom) + "; it is stopped at "
                + TIME.format(stopsAt) + " unless it is used. Its files are kept";
        if (change.row.hasReason(StateReason.GPU_UNHEALTHY) || change.row.says(message)) {
            return; // what is worse is said first
        }
        change.row.reason(new StateReason(StateReason.IDLE, message));
        change.event("idle-warning", message);
    }

    private static void stop(Workspace workspace, WorkspaceStore.Change change, Instant idleFrom) {
        String message = "Stopped after " + words(workspace.idleTimeout().orElseThrow())
                + " in which nothing happened here, since " + TIME.format(idleFrom)
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
