package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.database.Database;
import dev.slipway.database.RandomId;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.loop.ThisHost;
import dev.slipway.request.Cursor;
import dev.slipway.step.Steps;
import dev.slipway.watch.ChangeSignal;
import jakarta.data.Limit;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** The ids, among the given ones, of operations that ended without success. */
    List<String> inVainAmong(Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : database.transact(() -> table.among(ids, Set.of(Operation.State.FAILED, Operation.State.CANCELLED)));
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

    /** The newest first. */
    List<Operation> page(Cursor after, int most) {
        return operations(database.transact(() -> table.page(after.createdAt(), after.id(), Limit.of(most))));
    }

    List<LastEnd> lastEnds() {
        return database.transact(table::lastEnds);
    }

    String freshId() {
        return RandomId.of(16, random);
    }

    /** Adds an operation, or returns the unfinished one of the same kind for the same version. */
    Operation submit(String id, Operation.Kind kind, ImageName image, VersionName version, Person requester) {
        return Steps.take(
                OperationStep.SUBMIT,
                () -> database.transact(() -> {
                    // Where the unfinished row ends between the two statements, both are tried again.
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
                            Database.afterCommit(() -> signal.raise(unfinished.get().id));
                            return unfinished.get().operation();
                        }
                    }
                }));
    }

    /**
     * Records that this process works on the operation from now on. Changes by any process that worked on it before are refused.
     *
     * @param longest how long it may take from its first beginning on
     * @return how it stands; empty: it has ended
     */
    Optional<Operation> begin(Claim claim, Duration longest) {
        String id = claim.key();
        Instant now = clock.instant();
        Optional<Operation> begun = Steps.take(
                OperationStep.BEGIN,
                () -> database.transact(() ->
                        table.begin(id, Operation.State.RUNNING, now, owner, claim.number(), now.plus(longest)) == 1
                                ? find(id)
                                : Optional.empty()));
        Database.afterCommit(() -> signal.raise(id));
        return begun;
    }

    /**
     * Counts an attempt, which begins.
     *
     * @throws ClaimLostException when another process is at it, or it has ended
     */
    void attempt(Claim claim) {
        Steps.run(
                OperationStep.ATTEMPT,
                () -> requireOne(claim, database.transact(() -> table.attempt(claim.key(), claim.number()))));
        Database.afterCommit(() -> signal.raise(claim.key()));
    }

    /**
     * Records when the operation is tried again, by whichever process.
     *
     * @throws ClaimLostException as {@link #attempt} does
     */
    void putOff(Claim claim, Duration pause) {
        Instant then = clock.instant().plus(pause);
        requireOne(claim, database.transact(() -> table.putOff(claim.key(), claim.number(), then)));
        Database.afterCommit(() -> signal.raise(claim.key()));
    }

    private static void requireOne(Claim claim, int changed) {
        if (changed != 1) {
            throw new ClaimLostException(claim);
        }
    }

    /** How long it is until then; zero or less: it is past. */
    Duration until(Instant then) {
        return Duration.between(clock.instant(), then);
    }

    /**
     * Keeps how far it is; says whether someone wants it to end.
     *
     * @throws ClaimLostException as {@link #attempt} does
     */
    boolean report(Claim claim, Progress progress) {
        boolean cancel = database.transact(() -> {
            requireOne(claim, table.report(claim.key(), claim.number(), progress));
            return isCancelRequested(claim);
        });
        Database.afterCommit(() -> signal.raise(claim.key()));
        return cancel;
    }

    /**
     * Whether someone wants it to end.
     *
     * @throws ClaimLostException as {@link #attempt} does
     */
    boolean isCancelRequested(Claim claim) {
        return database.transact(() -> table.isCancelRequested(claim.key(), claim.number()))
                .orElseThrow(() -> new ClaimLostException(claim));
    }

    /** Says within the caller's transaction that someone wants it to end; false: it has ended, or someone did before. */
    boolean requestCancel(String id) {
        return database.transact(() -> table.requestCancel(id)) == 1;
    }

    /** Ends the operation; false: another process works on it, or it has ended. */
    boolean finish(Claim claim, Operation.State state, Operation.@Nullable Failure reason) {
        int ended = Steps.take(
                OperationStep.FINISH,
                () -> database.transact(() -> table.finish(
                        claim.key(),
                        claim.number(),
                        state,
                        reason == null ? null : reason.code(),
                        // PostgreSQL's text has no zero.
                        reason == null ? null : reason.message().replace("\0", ""),
                        clock.instant())));
        Database.afterCommit(() -> signal.raise(claim.key()));
        // Where no row was changed, an earlier try of this claim may have ended the operation, and only its answer was
        // lost.
        return ended == 1 || database.transact(() -> table.finishedBy(claim.key(), claim.number())) > 0;
    }

    void forgetFinished(Duration age) {
        database.transact(() -> table.forgetFinished(clock.instant().minus(age)));
    }
}
