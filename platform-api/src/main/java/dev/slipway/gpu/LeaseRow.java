package dev.slipway.gpu;

import dev.slipway.runtime.allocation.Grant;
import dev.slipway.runtime.gpu.GpuUuid;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** That a holder has a GPU, an instance or a share of one, or had. */
@Entity
@Table(name = "gpu_lease")
class LeaseRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String holder;

    GpuUuid gpuUuid;

    @Enumerated(EnumType.STRING)
    LeaseKind kind;

    @Nullable
    GpuUuid migUuid;

    @Nullable
    Bytes shareBytes;

    Instant leasedAt;

    @Nullable
    Instant endedAt;

    static LeaseRow of(String holder, Grant grant, Instant now) {
        LeaseRow row = new LeaseRow();
        row.holder = holder;
        row.gpuUuid = grant.gpu();
        row.kind = LeaseKind.of(grant);
        row.migUuid = grant instanceof Grant.Instance instance ? instance.mig() : null;
        row.shareBytes = grant instanceof Grant.Share share ? share.memory() : null;
        row.leasedAt = now;
        return row;
    }

    Grant grant() {
        return switch (kind) {
            case WHOLE -> new Grant.Whole(gpuUuid);
            case INSTANCE -> new Grant.Instance(gpuUuid, Objects.requireNonNull(migUuid));
            case SHARE -> new Grant.Share(gpuUuid, Objects.requireNonNull(shareBytes));
        };
    }
}
