package dev.slipway.host;

import dev.slipway.runtime.gpu.GpuHealth;
import dev.slipway.runtime.gpu.GpuUuid;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What a driver reported once of a GPU. */
@Entity
@Table(name = "gpu_fault")
class FaultRow {
    @Id
    String gpuUuid;

    String host;
    String boot;
    String code;
    String message;
    Instant since;

    GpuUuid gpu() {
        return new GpuUuid(gpuUuid);
    }

    GpuHealth.Unhealthy fault() {
        return new GpuHealth.Unhealthy(code, message);
    }
}
