package dev.slipway.queue;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A place in the queue; the database counts the places. */
@Entity
@Table(name = "queue_entry")
class EntryRow {
    @Id
    String holder;

    /** The later it was admitted, the higher. */
    long place;

    Instant since;

    int cpuMillis;

    long memoryBytes;

    boolean isReady;
}
