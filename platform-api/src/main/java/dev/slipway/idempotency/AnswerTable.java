package dev.slipway.idempotency;

import jakarta.data.repository.Find;
import jakarta.data.repository.Insert;
import jakarta.data.repository.Repository;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;

/** The table of answers that are given again. */
@Repository
interface AnswerTable {
    @Find
    Optional<AnswerRow> of(AnswerRow.Key id);

    @Insert
    void add(AnswerRow row);

    /** Writes the body of an answer, unless it has been written. */
    @HQL("update AnswerRow set body = :body where id = :id and body = ''")
    int write(AnswerRow.Key id, String body);

    @HQL("select body from AnswerRow where id = :id")
    String body(AnswerRow.Key id);

    @HQL("delete from AnswerRow where createdAt < :before")
    int forget(Instant before);
}
