package dev.slipway.operation;

import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An operation as the API shows it. */
@Schema(name = "Operation")
public record OperationView(
        String id,
        Operation.Kind kind,
        String image,
        String version,
        Operation.State state,
        @Schema(description = "Why it failed") Operation.@Nullable Failure reason,

        @Schema(description = "The name of who asked for it; only they and administrators are told") @Nullable
        String requestedBy,

        @Nullable Progress progress,
        @Schema(description = "How often it was begun") int attempts,

        @Schema(description = "When it is begun again; absent: at once, or it is being done") @Nullable
        Instant nextTryAt,

        @Schema(description = "It fails when it has not ended by then; absent: nobody has begun it") @Nullable
        Instant deadline,

        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {
    /** As that caller may see it. */
    public static OperationView of(Operation operation, Caller caller) {
        Database.requireOutside("a view");
        return new OperationView(
                operation.id(),
                operation.kind(),
                operation.image().value(),
                operation.version().value(),
                operation.state(),
                operation.status().reason().orElse(null),
                caller.isAdmin() || operation.isOf(caller)
                        ? operation.requester().name()
                        : null,
                operation.status().progress().orElse(null),
                operation.attempts().made(),
                operation.attempts().nextAt().orElse(null),
                operation.attempts().deadline().orElse(null),
                operation.times().createdAt(),
                operation.times().startedAt().orElse(null),
                operation.times().finishedAt().orElse(null));
    }
}
