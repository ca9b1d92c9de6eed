package dev.slipway.idempotency;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** An answer that is given again. */
@Entity
@Table(name = "idempotency_key")
class AnswerRow {
    /** A client's own key for a request. */
    @Embeddable
    record Key(String ownerId, String key) {}

    @EmbeddedId
    Key id;

    /** Of the request that the key is for. */
    String requestHash;

    int status;
    String location;

    /** Empty: it is not written yet. */
    String body;

    Instant createdAt;

    static AnswerRow of(Key id, String requestHash, Answer answer, Instant now) {
        AnswerRow row = new AnswerRow();
        row.id = id;
        row.requestHash = requestHash;
        row.status = answer.status();
        row.location = answer.location();
        row.body = answer.body();
        row.createdAt = now;
        return row;
    }

    Answer answer() {
        return new Answer(status, location, body);
    }
}
