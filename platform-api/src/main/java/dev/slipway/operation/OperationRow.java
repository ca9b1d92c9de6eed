package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.identity.Party;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An operation. */
@Entity
@Table(name = "operation")
class OperationRow {
    @Id
    String id;

    @Enumerated(EnumType.STRING)
    Operation.Kind kind;

    ImageName image;
    VersionName version;

    @Enumerated(EnumType.STRING)
    Operation.State state;

    @Nullable
    String reasonCode;

    @Nullable
    String reasonMessage;

    /** Null: it is not known, and the operation is nobody's. */
    @Nullable
    String byId;

    String byName;
    boolean cancelRequested;

    @Nullable
    @JdbcTypeCode(SqlTypes.JSON)
    Progress progress;

    int attempts;

    @Nullable
    Instant nextTryAt;

    @Nullable
    Instant deadline;

    @Nullable
    String owner;

    /** The number of the claim by which a process is at it, or was last. */
    long claim;

    Instant createdAt;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant finishedAt;

    long revision;

    Operation operation() {
        Optional<Operation.Failure> reason = reasonCode == null || reasonMessage == null
                ? Optional.empty()
                : Optional.of(new Operation.Failure(reasonCode, reasonMessage));
        return new Operation(
                id,
                kind,
                image,
                version,
                new Party(Optional.ofNullable(byId), byName),
                new Operation.Status(
                        state,
                        reason,
                        cancelRequested,
                        Optional.ofNullable(progress),
                        new Operation.Attempts(
                                attempts, Optional.ofNullable(nextTryAt), Optional.ofNullable(deadline))),
                new Operation.Times(createdAt, Optional.ofNullable(startedAt), Optional.ofNullable(finishedAt)),
                revision);
    }
}
