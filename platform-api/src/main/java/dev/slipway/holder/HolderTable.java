package dev.slipway.holder;

import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of holders. */
@Repository
interface HolderTable {
    @Find
    Optional<HolderRow> of(String id);

    @HQL("where id in :ids")
    List<HolderRow> among(Collection<String> ids);

    @Insert
    void add(HolderRow row);

    @HQL("select id from HolderRow where endedAt is null")
    List<String> open();

    @HQL("update HolderRow set endedAt = null where id = :id")
    int hold(String id);

    @HQL("update HolderRow set endedAt = :now where id = :id and endedAt is null")
    int end(String id, Instant now);
}
