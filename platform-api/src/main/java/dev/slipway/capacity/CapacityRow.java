package dev.slipway.capacity;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** That a holder has processors and memory, or had. */
@Entity
@Table(name = "capacity_lease")
class CapacityRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String holder;

    int cpuMillis;

    long memoryBytes;

    Instant leasedAt;

    @Nullable
    Instant endedAt;
}
