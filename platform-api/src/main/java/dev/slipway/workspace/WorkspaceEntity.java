package dev.slipway.workspace;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.runtime.engine.Bytes;
import dev.slipway.runtime.engine.Cpus;
import dev.slipway.runtime.engine.ImageReference;
import dev.slipway.runtime.engine.Limits;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The row of a workspace; {@link Workspace} is what the rest of the platform sees. */
@Entity
@Table(name = "workspace")
class WorkspaceEntity extends PanacheEntityBase {
    @Id
    String id;

    @Column(name = "owner_id")
    String ownerId;

    @Column(name = "owner_name")
    String ownerName;

    String name;
    String image;
    String version;
    String reference;
    String digest;

    @Column(name = "cpu_millis")
    int cpuMillis;

    @Column(name = "memory_bytes")
    long memoryBytes;

    @Column(name = "shm_bytes")
    long shmBytes;

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

    @Column(name = "reason_code")
    @Nullable
    String reasonCode;

    @Column(name = "reason_message")
    @Nullable
    String reasonMessage;

    int generation;

    @Column(name = "observed_generation")
    int observedGeneration;

    @Column(name = "server_token")
    String serverToken;

    @Nullable
    String address;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "state_since")
    Instant stateSince;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "last_activity_at")
    @Nullable
    Instant lastActivityAt;

    @Version
    long revision;

    /** Moves to a state that may follow, and says since when. */
    void become(WorkspaceState next, Instant now) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("workspace " + id + " cannot go from " + state + " to " + next);
        }
        if (state != next) {
            state = next;
            stateSince = now;
        }
        if (next != WorkspaceState.RUNNING) {
            address = null;
        }
    }

    void reason(@Nullable StateReason reason) {
        reasonCode = reason == null ? null : reason.code();
        reasonMessage = reason == null ? null : reason.message();
    }

    Workspace toWorkspace(int pids) {
        return new Workspace(
                new WorkspaceId(id),
                ownerId,
                ownerName,
                name,
                new ImageName(image),
                new VersionName(version),
                new ImageReference(reference),
                new ImageReference(digest),
                new Limits(new Cpus(cpuMillis), new Bytes(memoryBytes), new Bytes(shmBytes), pids),
                Optional.ofNullable(gpus).map(GpuDemand::toRequest),
                environment,
                hostname,
                desired,
                state,
                reasonCode == null || reasonMessage == null
                        ? Optional.empty()
                        : Optional.of(new StateReason(reasonCode, reasonMessage)),
                generation,
                observedGeneration,
                serverToken,
                Optional.ofNullable(address),
                createdAt,
                stateSince,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(lastActivityAt),
                revision);
    }
}
