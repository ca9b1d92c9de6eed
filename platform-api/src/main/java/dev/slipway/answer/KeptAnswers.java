package dev.slipway.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps answers by the clients' own keys, so that a request whose answer was lost can be sent again. */
@ApplicationScoped
public class KeptAnswers {
    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    KeptAnswers(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A client's key for one request.
     *
     * @param header {@code Idempotency-Key}; absent: it has none
     * @param request what the key is for, whole
     */
    public record Key(Optional<String> header, String request) {}

    /**
     * Reads a request's key.
     *
     * @throws ProblemException {@code invalid-request} when it is none
     */
    public Key key(@Nullable String header, Object request) {
        if (header != null && (header.isBlank() || header.length() > 255)) {
            throw ProblemException.invalid("Idempotency-Key", "is 1 to 255 characters");
        }
        return new Key(Optional.ofNullable(header), Secrets.hash(written(request)));
    }

    /**
     * Gives the answer that was kept, or does the work and keeps its answer when it is done.
     *
     * @throws ProblemException {@code conflict} when the key was used for another request
     */
    public Answer once(Caller caller, Key key, Supplier<Answer> work) {
        return earlier(caller, key).orElseGet(() -> {
            Answer answer = work.get();
            keep(caller.id(), key, answer);
            return answer;
        });
    }

    /**
     * The answer that was kept.
     *
     * @throws ProblemException {@code conflict} when the key was used for another request
     */
    public Optional<Answer> earlier(Caller caller, Key key) {
        return key.header()
                .flatMap(header -> database.call(sql -> sql.createQuery("""
                        select status, location, body, request_hash from idempotency_key
                        where owner_id = :owner and key = :key
                        """)
                        .bind("owner", caller.id())
                        .bind("key", header)
                        .map((row, context) -> {
                            if (!row.getString("request_hash").equals(key.request())) {
                                throw new ProblemException(
                                        ProblemCode.CONFLICT, "This Idempotency-Key was used for another request");
                            }
                            return new Answer(row.getInt("status"), row.getString("location"), row.getString("body"));
                        })
                        .findOne()));
    }

    /** Keeps it, in the caller's transaction if there is one; a second one of a key fails. */
    public void keep(String callerId, Key key, Answer answer) {
        key.header()
                .ifPresent(header -> database.run(sql -> sql.createUpdate("""
                        insert into idempotency_key (owner_id, key, request_hash, status, location, body, created_at)
                        values (:owner, :key, :hash, :status, :location, :body, :now)
                        """)
                        .bind("owner", callerId)
                        .bind("key", header)
                        .bind("hash", key.request())
                        .bind("status", answer.status())
                        .bind("location", answer.location())
                        .bind("body", answer.body())
                        .bind("now", clock.instant())
                        .execute()));
    }

    /** Forgets those older than this. */
    public void forget(Duration age) {
        database.call(sql -> sql.createUpdate("delete from idempotency_key where created_at < :before")
                .bind("before", clock.instant().minus(age))
                .execute());
    }

    /** As it is kept. */
    public String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}
