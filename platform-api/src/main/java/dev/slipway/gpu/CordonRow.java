package dev.slipway.gpu;

import dev.slipway.identity.Person;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** What an administrator says of a GPU. */
@Entity
@Table(name = "gpu_cordon")
class CordonRow {
    @Id
    String gpuUuid;

    @Embedded
    Person by;

    Instant at;
}
