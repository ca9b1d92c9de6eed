package dev.slipway.eviction;

import dev.slipway.runtime.quantity.Bytes;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rule of what is evicted. */
@Entity
@Table(name = "image_eviction")
class RuleRow {
    /** There is one rule at most: true. */
    @Id
    boolean id;

    long unusedForSeconds;

    @Nullable
    Long freeBelowBytes;

    /** Null: it is not known who set it. */
    @Nullable
    String byId;

    String byName;
    Instant at;

    EvictionRule rule() {
        return new EvictionRule(
                Duration.ofSeconds(unusedForSeconds),
                Optional.ofNullable(freeBelowBytes).map(Bytes::new));
    }
}
