package dev.slipway.host;

import jakarta.data.repository.Find;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Save;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of machines' GPUs. */
@Repository
interface HostGpuTable {
    @Find
    @OrderBy("host")
    @OrderBy("number")
    List<HostGpuRow> all();

    /** Stores a GPU's row in place of its previous one, whichever machine that was in. */
    @Save
    void keep(HostGpuRow row);

    /** Removes the GPUs that are no longer in a machine. */
    @HQL("delete from HostGpuRow where host = :host and seenAt < :now")
    int forget(String host, Instant now);
}
