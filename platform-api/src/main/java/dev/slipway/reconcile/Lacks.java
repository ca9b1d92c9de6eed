package dev.slipway.reconcile;

import dev.slipway.admission.AskedGpus;
import dev.slipway.notice.GpuCandidates;
import dev.slipway.notice.Notice;
import dev.slipway.queue.Outcome;
import dev.slipway.runtime.allocation.GpuRequest;
import dev.slipway.runtime.allocation.Placement;
import dev.slipway.runtime.container.Limits;
import dev.slipway.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;

/** What a workspace that waits in the queue is told. */
final class Lacks {
    private Lacks() {}

    static Notice.Lack of(Workspace.Spec spec, Outcome.Waits why) {
        return why.gpus()
                .<Notice.Lack>map(placement -> gpus(spec.gpus().orElseThrow(), placement))
                .orElseGet(() -> capacity(spec.limits(), why));
    }

    private static Notice.WaitsForGpus gpus(GpuRequest request, Placement placement) {
        AskedGpus asked = AskedGpus.of(request);
        return switch (placement) {
            case Placement.Waiting waiting ->
                new Notice.WaitsForGpus(
                        asked, waiting.taken().stream().map(GpuCandidates::of).toList(), null);
            case Placement.Impossible impossible -> // until someone plugs one in
                new Notice.WaitsForGpus(asked, List.of(), impossible.message());
            case Placement.Unseen unseen -> new Notice.WaitsForGpus(asked, List.of(), null);
            case Placement.Placed placed -> throw new IllegalArgumentException("they are not lacking");
        };
    }

    private static Notice.WaitsForCapacity capacity(Limits limits, Outcome.Waits why) {
        List<Notice.WaitsForCapacity.Of> lacking = new ArrayList<>();
        if (why.lacksCpus()) {
            lacking.add(Notice.WaitsForCapacity.Of.CPUS);
        }
        if (why.lacksMemory()) {
            lacking.add(Notice.WaitsForCapacity.Of.MEMORY);
        }
        return new Notice.WaitsForCapacity(
                lacking, limits.cpus().processors(), limits.memory().value(), why.isKept(), why.isHopeless());
    }
}
