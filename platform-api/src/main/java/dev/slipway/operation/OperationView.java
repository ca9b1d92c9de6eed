package dev.slipway.operation;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An operation as the API shows it. */
@Schema(
        name = "Operation",
        requiredProperties = {"id", "kind", "image", "version", "state", "requestedBy", "createdAt"})
public record OperationView(
        String id,
        Operation.Kind kind,
        String image,
        String version,
        Operation.State state,
        @Schema(description = "Why it failed") Operation.@Nullable Failure reason,
        String requestedBy,
        @Nullable Progress progress,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    public static OperationView of(Operation operation) {
        return new OperationView(
                operation.id(),
                operation.kind(),
                operation.image().value(),
                operation.version().value(),
                operation.state(),
                operation.reason().orElse(null),
                operation.requestedBy(),
                operation.progress().orElse(null),
                operation.createdAt(),
                operation.startedAt().orElse(null),
                operation.finishedAt().orElse(null));
    }
}
