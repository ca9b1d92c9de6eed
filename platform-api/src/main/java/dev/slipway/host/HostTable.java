package dev.slipway.host;

import jakarta.data.repository.Find;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Save;
import java.util.List;
import java.util.Optional;

/** The table of machines. */
@Repository
interface HostTable {
    @Find
    Optional<HostRow> of(String name);

    @Find
    @OrderBy("name")
    List<HostRow> all();

    /** Stores a machine's row in place of its previous one. */
    @Save
    void keep(HostRow row);
}
