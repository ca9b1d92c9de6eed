package dev.slipway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.crypto.Secrets;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers by the clients' own keys, so that a request whose answer was lost can be sent again. The answer's row is stored
 * in the transaction of the act: both are committed, or neither is. The answer's body is written after that, by the request
 * that is first to give it.
 */
@ApplicationScoped
public class KeptAnswers {
    private final Database database;
    private final AnswerTable table;
    private final ObjectMapper json;
    private final Clock clock;

    KeptAnswers(Database database, AnswerTable table, ObjectMapper json, Clock clock) {
        this.database = database;
        this.table = table;
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
     * What a request asks for.
     *
     * @param <T> what is made
     */
    public interface Act<T> {
        /**
         * Does it.
         *
         * @param kept is told what is made, in the transaction that makes it
         */
        T make(Consumer<T> kept);
    }

    /**
     * Gives the answer that was kept, or does what is asked for and gives the answer to that.
     *
     * @throws ProblemException {@code conflict} when the key was used for another request
     */
    public <T> Answer once(Caller caller, Key key, Reply<T> reply, Act<T> act) {
        Optional<Answer> earlier = earlier(caller, key);
        if (earlier.isPresent()) {
            return again(caller, key, reply, earlier.get());
        }
        T made;
        try {
            made = act.make(it -> keep(caller, key, begun(reply, it)));
        } catch (RuntimeException e) {
            // Two requests with one key at once: the other was first.
            return again(caller, key, reply, earlier(caller, key).orElseThrow(() -> e));
        }
        return write(caller, key, begun(reply, made), reply.view().apply(made));
    }

    private <T> Answer again(Caller caller, Key key, Reply<T> reply, Answer earlier) {
        return earlier.isWritten()
                ? earlier
                : write(caller, key, earlier, reply.view().apply(reply.find().apply(earlier.location())));
    }

    private static <T> Answer begun(Reply<T> reply, T made) {
        return new Answer(reply.status(), reply.location().apply(made), "");
    }

    /** The answer that was kept. */
    private Optional<Answer> earlier(Caller caller, Key key) {
        return columns(caller, key)
                .flatMap(id -> database.transact(() -> table.of(id)))
                .map(row -> {
                    if (!row.requestHash.equals(key.request())) {
                        throw new ProblemException(
                                ProblemCode.CONFLICT, "This Idempotency-Key was used for another request");
                    }
                    return row.answer();
                });
    }

    private static Optional<AnswerRow.Key> columns(Caller caller, Key key) {
        return key.header().map(header -> new AnswerRow.Key(caller.id(), header));
    }

    /** Within the caller's transaction; a second one of a key fails. */
    private void keep(Caller caller, Key key, Answer answer) {
        columns(caller, key)
                .ifPresent(id ->
                        database.within(() -> table.add(AnswerRow.of(id, key.request(), answer, clock.instant()))));
    }

    /** Writes what the answer says, unless the same request, sent twice, has done that meanwhile. */
    private Answer write(Caller caller, Key key, Answer begun, Object view) {
        String body = written(view);
        return new Answer(
                begun.status(),
                begun.location(),
                columns(caller, key)
                        .map(id -> database.transact(() -> table.write(id, body) == 1 ? body : table.body(id)))
                        .orElse(body));
    }

    /** Removes the answers that are older than an age. */
    void forget(Duration age) {
        database.transact(() -> table.forget(clock.instant().minus(age)));
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}
