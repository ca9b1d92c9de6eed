package dev.slipway.catalogue;

import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of what was seen in versions' images. */
@Repository
interface CheckTable {
    @Find
    List<CheckRow> all();

    /** Adds one, in the place of the version's last. */
    @HQL("""
            insert into CheckRow (key.image, key.version, imageId, report, at)
            values (:image, :version, :id, :report, :at)
            on conflict (key.image, key.version) do update
              set imageId = excluded.imageId, report = excluded.report, at = excluded.at
            """)
    int put(String image, String version, String id, ImageCheck report, Instant at);

    @HQL("delete from CheckRow where key = :key")
    int remove(KeyColumns key);
}
