package dev.slipway.idempotency;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key that is claimed by whoever does what is asked for, and then the answer, which is given again. */
@Entity
@Table(name = "idempotency_key")
class AnswerRow {
    /**
     * Which request it is.
     *
     * @param ownerId who asks
     * @param path what is asked
     * @param key the client's own key for it, as its hash
     */
    @Embeddable
    record Key(String ownerId, String path, String key) {}

    @EmbeddedId
    Key id;

    /** Of the request that the key is for, which nobody can try requests against without the key itself. */
    String requestHash;

    /** By whom the key is claimed: each try to do what is asked for has a name of its own. */
    String claim;

    /** Of the answer; null: what is asked for is being done, or was broken off. */
    @Nullable
    Integer status;

    @Nullable
    String location;

    /** Without secrets; null: it is not written yet. */
    @Nullable
    String body;

    Instant createdAt;

    boolean isAnswered() {
        return status != null;
    }
}
