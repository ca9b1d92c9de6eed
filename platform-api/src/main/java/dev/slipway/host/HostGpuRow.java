package dev.slipway.host;

import dev.slipway.runtime.gpu.GpuState;
import dev.slipway.runtime.quantity.Bytes;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A GPU, as the driver of the machine that it is in last told. */
@Entity
@Table(name = "host_gpu")
class HostGpuRow {
    @Id
    String uuid;

    String host;
    int number;
    String model;
    Bytes memory;
    boolean isHealthy;
    Instant seenAt;

    static HostGpuRow of(GpuState state, String host, Instant now) {
        HostGpuRow row = new HostGpuRow();
        row.uuid = state.gpu().uuid().value();
        row.host = host;
        row.number = state.gpu().index();
        row.model = state.gpu().model();
        row.memory = state.gpu().memory();
        row.isHealthy = state.isHealthy();
        row.seenAt = now;
        return row;
    }
}
