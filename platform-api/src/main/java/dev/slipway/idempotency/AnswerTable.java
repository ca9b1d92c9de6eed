package dev.slipway.idempotency;

import jakarta.data.repository.Find;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.annotations.processing.SQL;

/** The table of keys and of answers that are given again. */
@Repository
interface AnswerTable {
    @Find
    Optional<AnswerRow> of(AnswerRow.Key id);

    /** Claims a key that nobody has used; 0: somebody has. */
    @SQL("""
            insert into idempotency_key (owner_id, path, key, request_hash, claim, created_at)
            values (:ownerId, :path, :key, :requestHash, :claim, :now) on conflict do nothing
            """)
    int claim(String ownerId, String path, String key, String requestHash, String claim, Instant now);

    /** Claims a key whose claim has led to nothing since a time. */
    @HQL(
            "update AnswerRow set claim = :claim, createdAt = :now where id = :id and status is null and createdAt < :before")
    int takeOver(AnswerRow.Key id, String claim, Instant now, Instant before);

    /** Notes what came of a claim; 0: the key is claimed by another now. */
    @HQL(
            "update AnswerRow set status = :status, location = :location where id = :id and claim = :claim and status is null")
    int answer(AnswerRow.Key id, String claim, int status, String location);

    /** Gives up a claim of which nothing came. */
    @HQL("delete from AnswerRow where id = :id and claim = :claim and status is null")
    int giveUp(AnswerRow.Key id, String claim);

    /** Writes the body of an answer, unless it has been written. */
    @HQL("update AnswerRow set body = :body where id = :id and body is null")
    int write(AnswerRow.Key id, String body);

    @HQL("select body from AnswerRow where id = :id")
    String body(AnswerRow.Key id);

    @HQL("delete from AnswerRow where createdAt < :before")
    int forget(Instant before);
}
