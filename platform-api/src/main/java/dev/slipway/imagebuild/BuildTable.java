package dev.slipway.imagebuild;

import dev.slipway.catalogue.VersionKey;
import jakarta.data.Limit;
import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of what builds were asked for. */
@Repository
interface BuildTable {
    @Insert
    void add(BuildRow row);

    @Find
    Optional<BuildRow> of(String operation);

    @HQL("where key = :key order by createdAt desc")
    List<BuildRow> of(VersionKey key, Limit limit);

    @HQL("select operation from BuildRow")
    List<String> operations();

    @HQL("delete from BuildRow where operation = :operation")
    int remove(String operation);

    @HQL("where operation in :operations")
    List<BuildRow> of(List<String> operations);

    @HQL("delete from BuildRow where key = :key")
    int remove(VersionKey key);
}
