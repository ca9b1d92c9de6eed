package dev.slipway.catalogue;

import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The tables of what was registered: images and their versions. */
@Repository
interface VersionTable {
    @HQL("from ImageRow order by name")
    List<ImageRow> images();

    /** Adds an image; 0: there is one of that name. */
    @HQL("""
            insert into ImageRow (name, title, description, framework)
            values (:name, :title, :description, :framework) on conflict do nothing
            """)
    int addImage(String name, String title, String description, String framework);

    @HQL("delete from ImageRow where name = :name")
    int removeImage(String name);

    @Find
    Optional<VersionRow> of(KeyColumns key);

    /** Newest first. */
    @HQL("from VersionRow order by key.image, registeredAt desc")
    List<VersionRow> versions();

    @HQL("select count(*) from VersionRow where key.image = :image")
    long versionsOf(String image);

    @HQL("select distinct byId from VersionRow where key.image = :image")
    List<String> registrants(String image);

    /** Adds a version; 0: there is one of that name. */
    @HQL("""
            insert into VersionRow (key.image, key.version, definition, byId, byName, registeredAt)
            values (:image, :version, :definition, :byId, :byName, :now) on conflict do nothing
            """)
    int add(String image, String version, String definition, String byId, String byName, Instant now);

    @HQL("delete from VersionRow where key = :key")
    int remove(KeyColumns key);
}
