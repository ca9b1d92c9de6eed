package dev.slipway.gpu;

import dev.slipway.runtime.quantity.Bytes;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A GPU of which someone has something. How many have, and how much, is counted by the schema; see {@code V13__holders.sql}. */
@Entity
@Table(name = "gpu_occupancy")
class OccupancyRow {
    @Id
    String gpuUuid;

    @Enumerated(EnumType.STRING)
    LeaseKind kind;

    Bytes memoryBytes;
}
