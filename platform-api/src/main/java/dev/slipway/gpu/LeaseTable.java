package dev.slipway.gpu;

import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The tables of leases, and of the GPUs of which someone has something. */
@Repository
interface LeaseTable {
    @HQL("where endedAt is null order by id")
    List<LeaseRow> open();

    @HQL("where endedAt is null and holder in :holders order by id")
    List<LeaseRow> open(Collection<String> holders);

    @HQL("select distinct holder from LeaseRow where endedAt is null")
    List<String> holders();

    /** Says that someone will have something of a GPU; HQL does not insert what is converted. */
    @SQL("""
            insert into gpu_occupancy (gpu_uuid, kind, memory_bytes) values (:gpu, :kind, :memoryBytes)
            on conflict (gpu_uuid) do nothing
            """)
    int occupy(String gpu, String kind, long memoryBytes);

    @Insert
    void add(LeaseRow row);

    /** Ends all of a holder's; a clock that was set back ends none before it began. */
    @HQL("update LeaseRow set endedAt = greatest(leasedAt, :now) where holder = :holder and endedAt is null")
    int end(String holder, Instant now);
}
