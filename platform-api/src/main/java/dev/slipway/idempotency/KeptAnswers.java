package dev.slipway.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.crypto.Secrets;
import dev.slipway.database.Database;
import dev.slipway.identity.Caller;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers by the clients' own keys, so that a request whose answer was lost can be sent again. A key counts for one person and one
 * path. It is claimed before anything is done, in a transaction of its own: whoever comes while it is claimed waits for the answer. That
 * there is one is stored in the transaction of the act: both are committed, or neither is. The answer's body is written after that, by the
 * request that is first to give it. Of secrets nothing is kept: neither the key, nor members of the answer that are secret, nor anything by
 * which a guess at the request could be confirmed.
 */
@ApplicationScoped
public class KeptAnswers {
    /**
     * A claim of which nothing has come for so long may be taken over, such as that of a process that was killed. Who claimed it first
     * and still goes on does so for nothing: its transaction fails.
     */
    private static final Duration LONGEST_CLAIM = Duration.ofSeconds(15);

    /** How long whoever comes second waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

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
     * @param path that is asked
     * @param request what the key is for, whole
     */
    public record Key(Optional<String> header, String path, String request) {}

    /**
     * Reads a request's key.
     *
     * @param path that is asked
     * @throws ProblemException {@code invalid-request} when it is none
     */
    public Key key(@Nullable String header, String path, Object request) {
        if (header != null && (header.isBlank() || !header.matches("[\\x20-\\x7e]{1,255}"))) {
            throw ProblemException.invalid("Idempotency-Key", "is 1 to 255 characters of ASCII that can be printed");
        }
        return new Key(Optional.ofNullable(header), path, written(request));
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
     * @throws ProblemException {@code conflict} when the key was used for another request, or another request of the key is not answered
     *     for long
     */
    public <T> Answer once(Caller caller, Key key, Reply<T> reply, Act<T> act) {
        if (key.header().isEmpty()) {
            return unkept(reply, act.make(made -> {}));
        }
        String secret = key.header().get();
        AnswerRow.Key id = new AnswerRow.Key(caller.id(), key.path(), Secrets.hash(secret));
        String request = Secrets.hash(secret, key.request());
        for (long began = System.nanoTime(); ; ) {
            switch (look(id, request)) {
                case Look.Claimed(String claim) -> {
                    return first(id, claim, reply, act);
                }
                case Look.Answered(AnswerRow earlier) -> {
                    return again(earlier, reply);
                }
                case Look.Awaited awaited -> {}
            }
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new ProblemException(
                        ProblemCode.CONFLICT, "An earlier request of this Idempotency-Key is not answered yet");
            }
            pause();
        }
    }

    private <T> Answer unkept(Reply<T> reply, T made) {
        return new Answer(
                reply.status(),
                reply.location().apply(made),
                written(reply.view().apply(made)),
                false);
    }

    /** How a request finds its key. */
    private sealed interface Look {
        /** It is this request's from now on, by the claim of this name. */
        record Claimed(String claim) implements Look {}

        record Answered(AnswerRow row) implements Look {}

        /** Another request is at it, or was just now. */
        record Awaited() implements Look {}
    }

    /**
     * Looks for the key, and claims it if nobody has, or nothing has come of that.
     *
     * @throws ProblemException {@code conflict} when it is another request's
     */
    private Look look(AnswerRow.Key id, String request) {
        String claim = Secrets.random();
        return database.transact(() -> {
            Instant now = clock.instant();
            Optional<AnswerRow> found = table.of(id);
            if (found.isPresent() && !found.get().requestHash.equals(request)) {
                throw new ProblemException(ProblemCode.CONFLICT, "This Idempotency-Key was used for another request");
            }
            if (found.isPresent() && found.get().isAnswered()) {
                return new Look.Answered(found.get());
            }
            int claimed = found.isEmpty()
                    ? table.claim(id.ownerId(), id.path(), id.key(), request, claim, now)
                    : table.takeOver(id, claim, now, now.minus(LONGEST_CLAIM));
            return claimed == 1 ? new Look.Claimed(claim) : new Look.Awaited();
        });
    }

    /** Does what is asked for. Where that fails, the key is free again, and the next request of it is done anew. */
    private <T> Answer first(AnswerRow.Key id, String claim, Reply<T> reply, Act<T> act) {
        T made;
        try {
            made = act.make(it -> keep(id, claim, reply, it));
        } catch (RuntimeException | Error fault) {
            giveUp(id, claim, fault);
            throw fault;
        }
        return new Answer(reply.status(), reply.location().apply(made), write(id, reply, made), false);
    }

    /** Within the caller's transaction, which fails where the key is claimed by another by now. */
    private <T> void keep(AnswerRow.Key id, String claim, Reply<T> reply, T made) {
        database.within(() -> {
            if (table.answer(id, claim, reply.status(), reply.location().apply(made)) == 0) {
                throw new ProblemException(
                        ProblemCode.CONFLICT, "Another request of this Idempotency-Key took the place of this one");
            }
        });
    }

    private void giveUp(AnswerRow.Key id, String claim, Throwable fault) {
        try {
            database.transact(() -> table.giveUp(id, claim));
        } catch (RuntimeException e) {
            fault.addSuppressed(e); // the claim ends with its time
        }
    }

    private <T> Answer again(AnswerRow earlier, Reply<T> reply) {
        String location = Objects.requireNonNull(earlier.location);
        String body = earlier.body == null
                ? write(earlier.id, reply, reply.find().apply(location))
                : whole(earlier.body, reply);
        return new Answer(Objects.requireNonNull(earlier.status), location, body, true);
    }

    /** Writes what the answer says, unless the same request, sent twice, has done that meanwhile. */
    private <T> String write(AnswerRow.Key id, Reply<T> reply, T made) {
        ObjectNode view = json.valueToTree(reply.view().apply(made));
        view.remove(reply.secrets().keySet());
        String body = written(view);
        return whole(database.transact(() -> table.write(id, body) == 1 ? body : table.body(id)), reply);
    }

    /** The body with what was not kept of it. */
    private String whole(String body, Reply<?> reply) {
        if (reply.secrets().isEmpty()) {
            return body;
        }
        try {
            ObjectNode view = json.readValue(body, ObjectNode.class);
            reply.secrets().forEach(view::putPOJO);
            return written(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer was kept that is no JSON", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS); // the answer may be another process's, of which nothing tells
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another request of the same key is answered", e);
        }
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
