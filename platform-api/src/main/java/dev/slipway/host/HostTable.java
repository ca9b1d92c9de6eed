package dev.slipway.host;

import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.OrderBy;
import jakarta.data.repository.Repository;
import jakarta.data.repository.Update;
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

    @Insert
    void add(HostRow row);

    @Update
    void update(HostRow row);
}
