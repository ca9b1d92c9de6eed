package dev.slipway.monitor;

import dev.slipway.gpu.IllGpus;
import dev.slipway.loop.Bell;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.notice.Notice;
import dev.slipway.runtime.gpu.GpuEvent;
import dev.slipway.workspace.Transition;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Tells owners that a GPU of a workspace of theirs fell ill, and takes it back when it is well again. */
@ApplicationScoped
class GpuHealthWatch {
    private final WorkspaceStore store;
    private final IllGpus illGpus;
    private final Bell bell = new Bell();

    GpuHealthWatch(WorkspaceStore store, IllGpus illGpus) {
        this.store = store;
        this.illGpus = illGpus;
    }

    void start(@Observes StartupEvent event, Loops loops, MonitorConfig config) {
        loops.begin(Schedule.every(config::sweepInterval, "gpu-health", Reach.HOST), bell, this::look);
    }

    /** Says so at once. */
    void look(@Observes GpuEvent event) {
        bell.ring();
    }

    /** A workspace runs on as far as it can; its owner decides. */
    void look() {
        Map<String, IllGpus.Ill> ill = illGpus.byHolder();
        ill.forEach((holder, gpu) -> store.applyWhereItMay(
                new WorkspaceId(holder),
                new Transition.GpuFellIll(
                        new Notice.GpuUnhealthy(gpu.index(), gpu.model(), gpu.fault(), gpu.message()))));
        store.toldOfIllGpus().stream()
                .filter(id -> !ill.containsKey(id.value()))
                .forEach(id -> store.applyWhereItMay(id, new Transition.GpusRecovered()));
    }
}
