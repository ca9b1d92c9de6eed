package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import jakarta.data.Limit;
import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;
import org.jspecify.annotations.Nullable;

/** The table of operations. */
@Repository
interface OperationTable {
    @Find
    Optional<OperationRow> of(String id);

    @HQL("""
            where kind = :kind and image = :image and version = :version
            order by createdAt desc, id limit 1
            """)
    Optional<OperationRow> last(Operation.Kind kind, ImageName image, VersionName version);

    @HQL("where kind = :kind and image = :image and version = :version and finishedAt is null")
    Optional<OperationRow> unfinished(Operation.Kind kind, ImageName image, VersionName version);

    @HQL("select id from OperationRow where id in :ids and state in :states")
    List<String> among(Collection<String> ids, Collection<Operation.State> states);

    @HQL("where finishedAt is null")
    List<OperationRow> unfinished();

    /** Those after a place in the list that has the newest first. */
    @HQL("where createdAt < :at or (createdAt = :at and id > :id) order by createdAt desc, id")
    List<OperationRow> page(Instant at, String id, Limit limit);

    /** An operation's id with the count of its changes. */
    record Revision(String id, long revision) {}

    /**
     * Of those that have not finished, or not before.
     *
     * @param own the kind of which only the caller's own operations are returned
     */
    @HQL("""
            select id, revision from OperationRow
            where (finishedAt is null or finishedAt > :since) and (kind <> :own or byId = :caller)
            """)
    List<Revision> revisions(Instant since, Operation.Kind own, String caller);

    /** Of those that have not finished, or not before. */
    @HQL("select id, revision from OperationRow where finishedAt is null or finishedAt > :since")
    List<Revision> revisions(Instant since);

    /** When the last operation on each version finished. */
    @HQL("""
            select image, version, max(finishedAt) from OperationRow where finishedAt is not null
            group by image, version
            """)
    List<LastEnd> lastEnds();

    /**
     * Adds an operation, unless there is an unfinished one of the same kind for the same version, which a partial unique index on
     * unfinished rows tells.
     */
    @SQL("""
            insert into operation (id, kind, image, version, state, by_id, by_name, created_at)
            values (:id, :kind, :image, :version, 'QUEUED', :byId, :byName, :now)
            on conflict (kind, image, version) where finished_at is null do nothing
            """)
    int add(String id, String kind, String image, String version, String byId, String byName, Instant now);

    @HQL("""
            update OperationRow set state = :running, startedAt = coalesce(startedAt, :now), owner = :owner, claim = :number,
              deadline = coalesce(deadline, :deadline), revision = revision + 1
            where id = :id and finishedAt is null and claim < :number
            """)
    int begin(String id, Operation.State running, Instant now, String owner, long number, Instant deadline);

    @HQL("""
            update OperationRow set attempts = attempts + 1, nextTryAt = null, revision = revision + 1
            where id = :id and finishedAt is null and claim = :number
            """)
    int attempt(String id, long number);

    @HQL("""
            update OperationRow set nextTryAt = :at, revision = revision + 1
            where id = :id and finishedAt is null and claim = :number
            """)
    int putOff(String id, long number, Instant at);

    @HQL("""
            update OperationRow set progress = :progress, revision = revision + 1
            where id = :id and finishedAt is null and claim = :number
            """)
    int report(String id, long number, Progress progress);

    @HQL("select cancelRequested from OperationRow where id = :id and claim = :number")
    Optional<Boolean> isCancelRequested(String id, long number);

    @HQL("select count(*) from OperationRow where id = :id and claim = :number and finishedAt is not null")
    long finishedBy(String id, long number);

    @HQL("""
            update OperationRow set cancelRequested = true, revision = revision + 1
            where id = :id and finishedAt is null and not cancelRequested
            """)
    int requestCancel(String id);

    @HQL("""
            update OperationRow set state = :state, finishedAt = :now, reasonCode = :code, reasonMessage = :message,
              revision = revision + 1
            where id = :id and finishedAt is null and claim = :number
            """)
    int finish(
            String id,
            long number,
            Operation.State state,
            @Nullable String code,
            @Nullable String message,
            Instant now);

    @HQL("delete from OperationRow where finishedAt < :before")
    int forgetFinished(Instant before);
}
