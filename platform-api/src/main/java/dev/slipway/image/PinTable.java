package dev.slipway.image;

import dev.slipway.catalog.registry.Digest;
import jakarta.data.Limit;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

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

    /** Its registry said nothing. */
    @HQL("update PinRow set lookedAt = :now where key = :key")
    int lookedAt(KeyColumns key, Instant now);

    /** Its registry said what its reference names now. */
    @HQL("update PinRow set lookedAt = :now, movedTo = nullif(:found, digest) where key = :key")
    int lookedAt(KeyColumns key, Digest found, Instant now);

    @HQL("delete from PinRow where key = :key")
    int remove(KeyColumns key);
}
