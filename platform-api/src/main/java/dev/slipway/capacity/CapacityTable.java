package dev.slipway.capacity;

import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import org.hibernate.annotations.processing.HQL;

/** The table of leases of processors and memory. */
@Repository
interface CapacityTable {
    /** The sum of all leases that have not ended. */
    record Sum(long cpuMillis, long memoryBytes) {}

    @HQL("select coalesce(sum(cpuMillis), 0), coalesce(sum(memoryBytes), 0) from CapacityRow where endedAt is null")
    Sum taken();

    @HQL("select count(*) from CapacityRow where holder = :holder and endedAt is null")
    long count(String holder);

    @Insert
    void add(CapacityRow row);

    /** Ends a holder's; a clock that was set back ends none before it began. */
    @HQL("update CapacityRow set endedAt = greatest(leasedAt, :now) where holder = :holder and endedAt is null")
    int end(String holder, Instant now);
}
