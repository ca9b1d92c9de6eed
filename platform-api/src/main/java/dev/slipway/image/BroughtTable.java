package dev.slipway.image;

import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** The table of the names in the engine that Slipway gave. */
@Repository
interface BroughtTable {
    @HQL("""
            insert into BroughtRow (name, operation) values (:name, :operation)
            on conflict (name) do update set operation = excluded.operation
            """)
    int expect(String name, String operation);

    /** The image that had the name is known by its id from now on, where another is about to have it. */
    @HQL("""
            insert into BroughtRow (name, imageId, operation)
            select imageId, imageId, operation from BroughtRow where name = :name and imageId <> :next
            on conflict do nothing
            """)
    int keepFormer(String name, String next);

    @HQL("""
            insert into BroughtRow (name, imageId, operation) values (:name, :id, :operation)
            on conflict (name) do update set imageId = excluded.imageId, operation = excluded.operation
            """)
    int note(String name, String id, String operation);

    @HQL("update BroughtRow set operation = :operation where name = :name")
    int use(String name, String operation);

    @HQL("update BroughtRow set keptUntil = :until where name = :name")
    int keep(String name, Instant until);

    @Find
    List<BroughtRow> all();

    @HQL("delete from BroughtRow where name = :name and operation = :operation")
    int forget(String name, String operation);
}
