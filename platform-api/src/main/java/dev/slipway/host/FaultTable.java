package dev.slipway.host;

import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of what drivers reported. */
@Repository
interface FaultTable {
    /** The faults of a machine's GPUs since the machine's start. */
    @HQL("where host = :host and boot = :boot")
    List<FaultRow> of(String host, String boot);

    /** The first one counts. */
    @HQL("""
            insert into FaultRow (gpuUuid, host, boot, code, message, since)
            values (:gpu, :host, :boot, :code, :message, :now) on conflict do nothing
            """)
    int add(String gpu, String host, String boot, String code, String message, Instant now);

    @HQL("delete from FaultRow where gpuUuid = :gpu")
    int remove(String gpu);

    /** What was reported of it before its machine's start, or in another machine. */
    @HQL("delete from FaultRow where gpuUuid = :gpu and boot <> :boot")
    int forgetFormer(String gpu, String boot);
}
