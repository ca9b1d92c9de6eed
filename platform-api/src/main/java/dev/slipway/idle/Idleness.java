package dev.slipway.idle;

import dev.slipway.activity.Activity;
import dev.slipway.gpu.ComputingGpus;
import dev.slipway.loop.Loops;
import dev.slipway.loop.PassedTime;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.notice.Notice;
import dev.slipway.notice.ReasonCode;
import dev.slipway.reconcile.Reconciler;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceState;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Watches which workspaces do something, and stops each that has been idle for longer than its owner or the administrator
 * allows, after a warning. Files stay; GPUs become free.
 */
@ApplicationScoped
public class Idleness {
    private static final Logger LOG = Logger.getLogger(Idleness.class);

    private final WorkspaceStore store;
    private final Reconciler reconciler;
    private final ActivityWatch watch;
    private final ComputingGpus gpus;
    private final IdleConfig config;
    private final PassedTime time;

    Idleness(
            WorkspaceStore store,
            Reconciler reconciler,
            ActivityWatch watch,
            ComputingGpus gpus,
            IdleConfig config,
            PassedTime time) {
        this.store = store;
        this.reconciler = reconciler;
        this.watch = watch;
        this.gpus = gpus;
        this.config = config;
        this.time = time;
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(config::idleInterval, "idleness", Reach.PROCESS), this::lookAtAll);
    }

    /** Looks at all running workspaces side by side, so that a slow server delays no other workspace's stop. */
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
                .spec()
                .idleTimeout()
                .map(timeout ->
                        Idle.judge(activity, timeout, activity.idleFrom().plus(time.since(activity.idleFrom()))))
                .orElse(new Idle.Active());
        boolean told = workspace
                .status()
                .reason()
                .filter(reason -> reason.code() == ReasonCode.IDLE)
                .isPresent();
        boolean isCalm = idle instanceof Idle.Active || idle instanceof Idle.Unknown;
        if (isCalm && !told && workspace.times().activeAt().equals(Optional.of(activeAt))) {
            return;
        }
        store.apply(workspace.id(), standing -> {
            Optional<Instant> known = standing.workspace.times().activeAt();
            // Another process may have seen it active.
            boolean isUsedMeanwhile = known.filter(at -> at.isAfter(activeAt)).isPresent();
            if (!standing.runs() || standing.supersedes(workspace) || isUsedMeanwhile) {
                return Optional.empty();
            }
            boolean isUsed = !known.equals(Optional.of(activeAt));
            return Optional.of(
                    switch (idle) {
                        case Idle.Active active when isUsed -> new Transition.Used(activeAt);
                        case Idle.Active active -> new Transition.Doubted(activeAt, new Notice.IdleUnknown(null));
                        case Idle.Unknown unknown ->
                            new Transition.Doubted(activeAt, new Notice.IdleUnknown(unknown.why()));
                        case Idle.Warned warned ->
                            new Transition.IdleWarned(
                                    activeAt, new Notice.IdleWarning(activity.idleFrom(), warned.stopsAt()));
                        case Idle.Over over ->
                            new Transition.IdledOut(
                                    activeAt,
                                    new Notice.IdleStopped(
                                            activity.idleFrom(),
                                            workspace.spec().idleTimeout().orElseThrow()));
                    });
        });
        if (idle instanceof Idle.Over) {
            reconciler.wake(workspace.id());
        }
    }
}
