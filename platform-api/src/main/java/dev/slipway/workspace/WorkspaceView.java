package dev.slipway.workspace;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A workspace as the API shows it. */
@Schema(
        name = "Workspace",
        requiredProperties = {
            "id",
            "name",
            "owner",
            "state",
            "image",
            "version",
            "digest",
            "resources",
            "gpus",
            "url",
            "createdAt"
        })
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

        @Schema(description = "The GPUs that it leases; this version leases none")
        List<String> gpus,

        Network network,
        Map<String, String> env,
        String hostname,

        @Schema(description = "Its own origin; open it in a browser")
        String url,

        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant lastActivityAt) {

    @Schema(
            name = "Resources",
            requiredProperties = {"cpus", "memory", "shm"})
    public record Resources(BigDecimal cpus, String memory, String shm) {}

    @Schema(name = "Network", requiredProperties = "mode")
    public record Network(String mode) {}

    static WorkspaceView of(Workspace workspace, String url) {
        return new WorkspaceView(
                workspace.id().value(),
                workspace.name(),
                workspace.ownerName(),
                workspace.state(),
                workspace.reason().orElse(null),
                workspace.image().value(),
                workspace.version().value(),
                workspace.digest().value(),
                new Resources(
                        workspace.limits().cpus().processors(),
                        workspace.limits().memory().toString(),
                        workspace.limits().shm().toString()),
                List.of(),
                new Network("isolated"),
                workspace.environment(),
                workspace.hostname(),
                url,
                workspace.createdAt(),
                workspace.startedAt().orElse(null),
                workspace.lastActivityAt().orElse(null));
    }
}
