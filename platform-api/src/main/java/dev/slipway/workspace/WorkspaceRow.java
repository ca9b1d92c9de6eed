package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A workspace as the database has it; its address is its container's. */
@Entity
@Table(name = "workspace")
class WorkspaceRow {
    @Id
    String id;

    String ownerId;

    String ownerName;

    String name;

    ImageName image;

    VersionName version;

    ImageReference reference;

    ImageReference digest;

    @Column(name = "cpu_millis")
    Cpus cpus;

    @Column(name = "memory_bytes")
    Bytes memory;

    @Column(name = "shm_bytes")
    Bytes shm;

    @Column(name = "tmp_bytes")
    @Nullable
    Bytes tmp;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    GpuDemand gpus;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> environment;

    String hostname;

    @Enumerated(EnumType.STRING)
    DesiredState desired;

    @Enumerated(EnumType.STRING)
    WorkspaceState state;

    @Nullable
    String reasonCode;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    String reasonParams;

    @Nullable
    String reasonMessage;

    int generation;

    int observedGeneration;

    String serverToken;

    Instant createdAt;

    Instant stateSince;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant lastActivityAt;

    @Nullable
    Long idleTimeoutSeconds;

    @Nullable
    Instant activeAt;

    long revision;

    static WorkspaceRow of(Workspace workspace, Params params) {
        WorkspaceRow row = new WorkspaceRow();
        row.id = workspace.id().value();
        row.ownerId = workspace.ownerId();
        row.ownerName = workspace.ownerName();
        row.name = workspace.name();
        row.image = workspace.image();
        row.version = workspace.version();
        row.reference = workspace.reference();
        row.digest = workspace.digest();
        row.cpus = workspace.limits().cpus();
        row.memory = workspace.limits().memory();
        row.shm = workspace.limits().shm();
        row.tmp = workspace.limits().tmp().orElse(null);
        row.gpus = workspace.gpus().map(GpuDemand::of).orElse(null);
        row.environment = workspace.environment();
        row.hostname = workspace.hostname();
        row.desired = workspace.desired();
        row.state = workspace.state();
        row.reasonCode = workspace.reason().map(reason -> reason.code().word()).orElse(null);
        row.reasonParams = workspace
                .reason()
                .map(reason -> params.written(reason.params()))
                .orElse(null);
        row.reasonMessage = workspace.reason().map(StateReason::message).orElse(null);
        row.generation = workspace.generation();
        row.observedGeneration = workspace.observedGeneration();
        row.serverToken = workspace.serverToken();
        row.createdAt = workspace.createdAt();
        row.stateSince = workspace.stateSince();
        row.startedAt = workspace.startedAt().orElse(null);
        row.lastActivityAt = workspace.lastActivityAt().orElse(null);
        row.idleTimeoutSeconds =
                workspace.idleTimeout().map(Duration::toSeconds).orElse(null);
        row.activeAt = workspace.activeAt().orElse(null);
        row.revision = workspace.revision();
        return row;
    }

    /**
     * The workspace.
     *
     * @param address where its container's server answers; null: none does
     * @param pids how many processes a container may have
     */
    Workspace workspace(@Nullable String address, int pids, Params params) {
        return new Workspace(
                new WorkspaceId(id),
                ownerId,
                ownerName,
                name,
                image,
                version,
                reference,
                digest,
                new Limits(cpus, memory, shm, pids, Optional.ofNullable(tmp)),
                Optional.ofNullable(gpus).map(GpuDemand::toRequest),
                environment,
                hostname,
                desired,
                state,
                Optional.ofNullable(reason(params)),
                generation,
                observedGeneration,
                serverToken,
                Optional.ofNullable(address),
                createdAt,
                stateSince,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(lastActivityAt),
                Optional.ofNullable(idleTimeoutSeconds).map(Duration::ofSeconds),
                Optional.ofNullable(activeAt),
                revision);
    }

    private @Nullable StateReason reason(Params params) {
        if (reasonCode == null) {
            return null;
        }
        ReasonCode code = ReasonCode.parse(reasonCode);
        return new StateReason(
                code, params.read(code, Notice.Reason.class, reasonParams), String.valueOf(reasonMessage));
    }
}
