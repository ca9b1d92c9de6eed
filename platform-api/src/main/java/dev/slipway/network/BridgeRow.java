package dev.slipway.network;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A network: a holder's, or at rest. */
@Entity
@Table(name = "bridge")
class BridgeRow {
    @Id
    String id;

    /** Whose it is; null: nobody's. */
    @Nullable
    String holder;

    /** How many addresses it has, for its containers, its gateway and what every network needs: a power of two. */
    int addresses;

    /** Since when it is nobody's. */
    @Nullable
    Instant freeSince;
}
