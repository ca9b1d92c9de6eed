package dev.slipway.queue;

import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The table of places in the queue. */
@Repository
interface EntryTable {
    /** Those that could begin, in the order of admission. */
    @HQL("where isReady order by place")
    List<EntryRow> ready();

    @HQL("select holder from EntryRow where isReady")
    List<String> readyHolders();

    /** Adds one at the end; one that is there keeps its place. */
    @SQL("""
            insert into queue_entry (holder, since, cpu_millis, memory_bytes, is_ready)
            values (:holder, :since, :cpuMillis, :memoryBytes, :isReady)
            on conflict (holder) do update set is_ready = excluded.is_ready where queue_entry.is_ready <> excluded.is_ready
            """)
    int add(String holder, Instant since, int cpuMillis, long memoryBytes, boolean isReady);

    @HQL("delete from EntryRow where holder = :holder")
    int remove(String holder);

    @HQL("select count(*) from EntryRow")
    long count();
}
