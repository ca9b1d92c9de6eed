package dev.slipway.holder;

import dev.slipway.database.Database;
import jakarta.data.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps what happened to holders, in the words of their kinds. */
@ApplicationScoped
public class HolderEvents {
    private final Database database;
    private final EventTable table;

    HolderEvents(Database database, EventTable table) {
        this.database = database;
        this.table = table;
    }

    /**
     * What happened, as it is told.
     *
     * @param state where the holder stood then
     * @param code stable, such as {@code out-of-memory}
     * @param params what the sentence names, as JSON; null: nothing
     * @param message the sentence in English
     */
    public record Told(
            Instant at, String state, String code, @Nullable String params, String message) {}

    /**
     * What happened.
     *
     * @param id grows with each of a holder's
     */
    public record Event(long id, Told told) {}

    /** Adds one within the caller's transaction. */
    public void add(Holder holder, Told told) {
        Database.requireWithin();
        database.transact(() -> table.add(EventRow.of(holder, told)));
    }

    /** What happened after one of its events, in order. */
    public List<Event> after(Holder holder, long id, int most) {
        return events(() -> table.after(holder.id(), id, Limit.of(most)));
    }

    /** What happened of certain codes, in order. */
    public List<Event> of(Holder holder, Set<String> codes) {
        return events(() -> table.ofCodes(holder.id(), codes));
    }

    /** The last that happened of certain codes. */
    public Optional<Event> last(Holder holder, Set<String> codes) {
        return events(() -> table.lastOfCodes(holder.id(), codes, Limit.of(1))).stream()
                .findFirst();
    }

    private List<Event> events(Supplier<List<EventRow>> query) {
        return database.transact(query).stream().map(EventRow::event).toList();
    }
}
