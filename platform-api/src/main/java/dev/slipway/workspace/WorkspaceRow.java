package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.identity.Person;
import dev.slipway.notice.Notice;
import dev.slipway.notice.Params;
import dev.slipway.notice.ReasonCode;
import dev.slipway.notice.StateReason;
import dev.slipway.runtime.container.Endpoint;
import dev.slipway.runtime.container.Limits;
import dev.slipway.runtime.image.ImageReference;
import dev.slipway.runtime.quantity.Bytes;
import dev.slipway.runtime.quantity.Cpus;
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

    long changes;

    /** The number of the claim by which a process drives it, or did last. */
    @Column(updatable = false)
    long claim;

    static WorkspaceRow of(Workspace workspace, Params params) {
        WorkspaceRow row = new WorkspaceRow();
        row.id = workspace.id().value();
        row.ownerId = workspace.owner().id();
        row.ownerName = workspace.owner().name();
        row.takeSpec(workspace.spec());
        row.takeStatus(workspace.status(), params);
        row.takeTimes(workspace.times());
        row.serverToken = workspace.serverToken();
        row.revision = workspace.revision();
        row.changes = workspace.changes();
        return row;
    }

    private void takeSpec(Workspace.Spec spec) {
        name = spec.name();
        image = spec.key().image();
        version = spec.key().version();
        reference = spec.reference();
        cpus = spec.limits().cpus();
        memory = spec.limits().memory();
        shm = spec.limits().shm();
        tmp = spec.limits().tmp().orElse(null);
        gpus = spec.gpus().map(GpuDemand::of).orElse(null);
        environment = spec.environment();
        hostname = spec.hostname();
        idleTimeoutSeconds = spec.idleTimeout().map(Duration::toSeconds).orElse(null);
    }

    private void takeStatus(Workspace.Status status, Params params) {
        desired = status.desired();
        state = status.state();
        Optional<StateReason> reason = status.reason();
        reasonCode = reason.map(why -> why.code().word()).orElse(null);
        reasonParams = reason.map(why -> params.written(why.params())).orElse(null);
        reasonMessage = reason.map(StateReason::message).orElse(null);
        generation = status.generation();
        observedGeneration = status.observedGeneration();
        digest = status.digest();
    }

    private void takeTimes(Workspace.Times times) {
        createdAt = times.createdAt();
        stateSince = times.stateSince();
        startedAt = times.startedAt().orElse(null);
        lastActivityAt = times.lastActivityAt().orElse(null);
        activeAt = times.activeAt().orElse(null);
    }

    /**
     * The workspace.
     *
     * @param endpoint where its container's server answers; null: none does
     * @param pids how many processes a container may have
     */
    Workspace workspace(@Nullable Endpoint endpoint, int pids, Params params) {
        return new Workspace(
                new WorkspaceId(id),
                new Person(ownerId, ownerName),
                spec(pids),
                new Workspace.Status(
                        desired,
                        state,
                        Optional.ofNullable(reason(params)),
                        generation,
                        observedGeneration,
                        digest,
                        Optional.ofNullable(endpoint)),
                new Workspace.Times(
                        createdAt,
                        stateSince,
                        Optional.ofNullable(startedAt),
                        Optional.ofNullable(lastActivityAt),
                        Optional.ofNullable(activeAt)),
                serverToken,
                revision,
                changes);
    }

    private Workspace.Spec spec(int pids) {
        return new Workspace.Spec(
                name,
                new VersionKey(image, version),
                reference,
                new Limits(cpus, memory, shm, pids, Optional.ofNullable(tmp)),
                Optional.ofNullable(gpus).map(GpuDemand::toRequest),
                environment,
                hostname,
                Optional.ofNullable(idleTimeoutSeconds).map(Duration::ofSeconds));
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
