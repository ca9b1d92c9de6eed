package dev.slipway.workspace.api;

import dev.slipway.activity.Activity;
import dev.slipway.activity.ActivityView;
import dev.slipway.admission.AskedGpus;
import dev.slipway.gpu.api.HeldGpu;
import dev.slipway.identity.Caller;
import dev.slipway.notice.StateReason;
import dev.slipway.notice.WorkspaceAlert;
import dev.slipway.operation.OperationView;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A workspace as the API shows it. */
@Schema(name = "Workspace")
public record WorkspaceView(
        String id,
        String name,
        String owner,
        WorkspaceState state,
        @Nullable StateReason reason,
        String image,
        String version,

        @Schema(description = "The exact image that it runs")
        String digest,

        Resources resources,

        @Schema(description = "The GPUs that it leases") List<HeldGpu> gpus,

        Network network,

        @Schema(description = "The variables that its owner set, to its owner alone: absent for anyone else") @Nullable
        Map<String, String> env,

        @Schema(description = "The names of those variables, to whoever sees the workspace")
        List<String> envNames,

        String hostname,

        @Schema(description = "Its own origin; open it in a browser")
        String url,

        Instant createdAt,
        @Nullable Instant startedAt,

        @Schema(description = "When something last happened in it, as far as it was looked at") @Nullable
        Instant lastActivityAt,

        @Schema(
                description = "It is stopped when it has done nothing for so long; absent: never",
                format = "duration",
                examples = "PT2H")
        @Nullable
        String idleTimeout,

        @Schema(
                description =
                        "While it runs and was looked at: whether something happens in it, by each part that counts for it")
        @Nullable
        ActivityView activity,

        @Schema(description = "What its owner should know of it while it runs, such as that it came to a limit")
        List<WorkspaceAlert> alerts,

        @Schema(description = "The pull of its image, while it waits for it") @Nullable
        OperationView pull) {

    /** The same without what only grows old. */
    WorkspaceView lasting() {
        return new WorkspaceView(
                id,
                name,
                owner,
                state,
                reason,
                image,
                version,
                digest,
                resources,
                gpus,
                network,
                env,
                envNames,
                hostname,
                url,
                createdAt,
                startedAt,
                null,
                idleTimeout,
                activity == null ? null : activity.lasting(),
                alerts,
                pull);
    }

    @Schema(name = "WorkspaceResources")
    public record Resources(
            BigDecimal cpus,
            String memory,
            String shm,

            @Schema(description = "Size of a /tmp on the host's disk; absent: it is in memory") @Nullable
            String tmp,

            @Nullable AskedGpus gpus) {}

    @Schema(name = "WorkspaceNetwork")
    public record Network(@Schema(enumeration = "isolated") String mode) {}

    static WorkspaceView of(
            Workspace workspace,
            List<HeldGpu> gpus,
            String url,
            Optional<Activity> activity,
            List<WorkspaceAlert> alerts,
            Optional<OperationView> pull,
            Caller caller) {
        return new WorkspaceView(
                workspace.id().value(),
                workspace.spec().name(),
                workspace.owner().name(),
                workspace.state(),
                workspace.status().reason().orElse(null),
                workspace.spec().key().image().value(),
                workspace.spec().key().version().value(),
                workspace.status().digest().value(),
                new Resources(
                        workspace.spec().limits().cpus().processors(),
                        workspace.spec().limits().memory().toString(),
                        workspace.spec().limits().shm().toString(),
                        workspace.spec().limits().tmp().map(Bytes::toString).orElse(null),
                        workspace.spec().gpus().map(AskedGpus::of).orElse(null)),
                gpus,
                new Network("isolated"),
                workspace.owner().id().equals(caller.id()) ? workspace.spec().environment() : null,
                workspace.spec().environment().keySet().stream().sorted().toList(),
                workspace.spec().hostname(),
                url,
                workspace.times().createdAt(),
                workspace.times().startedAt().orElse(null),
                workspace
                        .times()
                        .activeAt()
                        .or(workspace.times()::lastActivityAt)
                        .orElse(null),
                workspace.spec().idleTimeout().map(Duration::toString).orElse(null),
                activity.map(known -> ActivityView.of(
                                known, workspace.spec().idleTimeout().map(known.idleFrom()::plus)))
                        .orElse(null),
                alerts,
                pull.orElse(null));
    }
}
