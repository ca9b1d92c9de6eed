package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Database;
import dev.slipway.database.RandomId;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.loop.ThisHost;
import dev.slipway.stream.ChangeSignal;
import jakarta.data.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps operations. */
@ApplicationScoped
class OperationStore {
    private static final Duration JUST_FINISHED = Duration.ofMinutes(1);

    private final Database database;
    private final OperationTable table;
    private final Clock clock;
    private final ChangeSignal signal;
    private final String owner;
    private final SecureRandom random = new SecureRandom();

    OperationStore(Database database, OperationTable table, Clock clock, ChangeSignal signal, ThisHost host) {
        this.database = database;
        this.table = table;
        this.clock = clock;
        this.signal = signal;
        this.owner = host.name() + ":" + ProcessHandle.current().pid();
    }

    Optional<Operation> find(String id) {
        return database.transact(() -> table.of(id)).map(OperationRow::operation);
    }

    /** The last one of that kind for that version, finished or not. */
    Optional<Operation> last(Operation.Kind kind, ImageName image, VersionName version) {
        return database.transact(() -> table.last(kind, image, version)).map(OperationRow::operation);
    }

    List<Operation> unfinished() {
        return operations(database.transact(() -> table.unfinished()));
    }

    private static List<Operation> operations(List<OperationRow> rows) {
        return rows.stream().map(OperationRow::operation).toList();
    }

    /**
     * The ids of those that the caller may see and that are not finished or were not a minute ago, each with a word that changes
     * whenever they do.
     */
    Map<String, String> versions(Caller caller) {
        Instant since = clock.instant().minus(JUST_FINISHED);
        return database
                .transact(() -> caller.isAdmin()
                        ? table.revisions(since)
                        : table.revisions(since, Operation.Kind.BUILD, caller.id()))
                .stream()
                .collect(Collectors.toMap(OperationTable.Revision::id, revision -> Long.toString(revision.revision())));
    }

    List<Operation> list(int limit) {
        return operations(database.transact(() -> table.newest(Limit.of(limit))));
    }

    List<LastEnd> lastEnds() {
        return database.transact(table::lastEnds);
    }

    String freshId() {
        return RandomId.of(16, random);
    }

    /** Adds one, or finds the one that is at it. */
    Operation submit(String id, Operation.Kind kind, ImageName image, VersionName version, Person requester) {
        return database.transact(() -> {
            // A row that ends between the two statements is tried again.
            while (true) {
                table.add(
                        id,
                        kind.name(),
                        image.value(),
                        version.value(),
                        requester.id(),
                        requester.name(),
                        clock.instant());
                Optional<OperationRow> unfinished = table.unfinished(kind, image, version);
                if (unfinished.isPresent()) {
                    return unfinished.get().operation();
                }
            }
        });
    }

    /**
     * Says that this process is at it.
     *
     * @param longest how long it may take from its first beginning on
     * @return how it stands; empty: it has ended
     */
    Optional<Operation> begin(String id, Duration longest) {
        Instant now = clock.instant();
        Optional<Operation> begun =
                database.transact(() -> table.begin(id, Operation.State.RUNNING, now, owner, now.plus(longest)) == 1
                        ? find(id)
                        : Optional.empty());
        Database.afterCommit(() -> signal.raise(id));
        return begun;
    }

    /** Counts an attempt, which begins. */
    void attempt(String id) {
        database.transact(() -> table.attempt(id));
    }

    /** Says when it is tried again, whoever does so. */
    void putOff(String id, Duration pause) {
        database.transact(() -> table.putOff(id, clock.instant().plus(pause)));
    }

    /** How long it is until then; zero or less: it is past. */
    Duration until(Instant then) {
        return Duration.between(clock.instant(), then);
    }

    /** Keeps how far it is; says whether someone wants it to end. */
    boolean report(String id, Progress progress) {
        boolean cancel = database.transact(() -> table.report(id, progress) == 0 || isCancelRequested(id));
        Database.afterCommit(() -> signal.raise(id));
        return cancel;
    }

    boolean isCancelRequested(String id) {
        return database.transact(() -> table.isCancelRequested(id)).orElse(true);
    }

    /** Says within the caller's transaction that someone wants it to end; false: it has ended, or someone did before. */
    boolean requestCancel(String id) {
        return database.transact(() -> table.requestCancel(id)) == 1;
    }

    void finish(String id, Operation.State state, Operation.@Nullable Failure reason) {
        database.transact(() -> table.finish(
                id,
                state,
                reason == null ? null : reason.code(),
                // PostgreSQL's text has no zero.
                reason == null ? null : reason.message().replace("\0", ""),
                clock.instant()));
        Database.afterCommit(() -> signal.raise(id));
    }

    void forgetFinished(Duration age) {
        database.transact(() -> table.forgetFinished(clock.instant().minus(age)));
    }
}
