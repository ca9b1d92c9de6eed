package dev.slipway.catalogue;

import dev.slipway.catalog.registry.Digest;
import jakarta.data.Limit;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/** The table of which exact image each version is. */
@Repository
interface PinTable {
    @Find
    Optional<PinRow> of(KeyColumns key);

    @Find
    List<PinRow> all();

    @Insert
    void add(PinRow row);

    @HQL("where lookedAt < :before order by lookedAt")
    List<PinRow> lookedAtBefore(Instant before, Limit limit);

    /** Notes that a pin's registry was asked and gave no answer. */
    @HQL("update PinRow set lookedAt = :now where key = :key")
    int lookedAt(KeyColumns key, Instant now);

    /** Notes which digest the registry has for the pin's reference now; null: still the pinned one. */
    @HQL("update PinRow set lookedAt = :now, movedTo = :movedTo where key = :key")
    int lookedAt(KeyColumns key, @Nullable Digest movedTo, Instant now);

    @HQL("delete from PinRow where key = :key")
    int remove(KeyColumns key);
}
