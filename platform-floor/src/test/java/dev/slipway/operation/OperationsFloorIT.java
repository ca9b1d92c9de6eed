package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Claim;
import dev.slipway.database.ClaimLostException;
import dev.slipway.database.Database;
import dev.slipway.database.SessionLocks;
import dev.slipway.floor.Floor;
import dev.slipway.floor.Replica;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.operation.Operation.Kind;
import dev.slipway.operation.Operation.State;
import dev.slipway.operationlog.LogBacklog;
import dev.slipway.operationlog.LogEntry;
import dev.slipway.operationlog.LogPart;
import dev.slipway.request.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of operations. */
class OperationsFloorIT {
    private static final Person ANNA = new Person("anna-id", "anna");
    private static final ImageName IMAGE = new ImageName("jupyter");
    private static final VersionName VERSION = new VersionName("1");

    private static final Duration DAY = Duration.ofDays(1);

    private final OperationStore store = Floor.bean(OperationStore.class);
    private final OperationLog log = Floor.bean(OperationLog.class);

    @BeforeEach
    void clear() {
        Floor.clear();
    }

    /** Of a process that has it first. */
    private static Claim claim(String operation) {
        return new Claim(operation, 1);
    }

    private void end(String operation, State state) {
        assertThat(store.begin(claim(operation), DAY)).isPresent();
        assertThat(store.finish(claim(operation), state, null)).isTrue();
    }

    private Operation submit(Kind kind) {
        return store.submit(store.freshId(), kind, IMAGE, VERSION, ANNA);
    }

    @Test
    void anOperationIsWhatWasAskedForAndGoesItsWay() {
        Operation submitted = submit(Kind.PULL);
        assertThat(submitted.state()).isEqualTo(State.QUEUED);
        assertThat(submitted.requester().id()).contains("anna-id");
        assertThat(submitted.status().progress()).isEmpty();
        Claim claim = claim(submitted.id());
        assertThat(store.begin(claim, DAY)).isPresent();
        assertThat(store.report(claim, Progress.at("a registry"))).isFalse();
        assertThat(store.requestCancel(submitted.id())).isTrue();
        assertThat(store.requestCancel(submitted.id())).isFalse();
        assertThat(store.report(claim, Progress.at("the end"))).isTrue();
        Operation running = store.find(submitted.id()).orElseThrow();
        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(running.status().progress()).contains(Progress.at("the end"));
        assertThat(running.times().startedAt()).isPresent();
        assertThat(running.revision()).isEqualTo(4);
        assertThat(store.lastEnds()).isEmpty();
        assertThat(store.finish(claim, State.FAILED, new Operation.Failure("no-space", "The disk\0 is full")))
                .isTrue();
        Operation failed = store.find(submitted.id()).orElseThrow();
        assertThat(failed.status().reason()).contains(new Operation.Failure("no-space", "The disk is full"));
        assertThat(failed.times().finishedAt()).isPresent();
        assertThat(store.lastEnds())
                .containsExactly(
                        new LastEnd(IMAGE, VERSION, failed.times().finishedAt().orElseThrow()));
        assertThat(store.begin(claim, DAY)).isEmpty();
        assertThatThrownBy(() -> store.report(claim, Progress.NONE)).isInstanceOf(ClaimLostException.class);
        assertThat(store.finish(claim, State.SUCCEEDED, null))
                .as("it is this one that ended it")
                .isTrue();
        assertThat(store.finish(new Claim(submitted.id(), 2), State.SUCCEEDED, null))
                .isFalse();
        assertThat(store.find(submitted.id())).contains(failed);
    }

    /** Whoever takes it up goes on with what is kept of those who were at it before. */
    @Test
    void whatWasTriedBeforeIsKept() {
        String id = submit(Kind.PULL).id();
        assertThat(store.find(id).orElseThrow().attempts())
                .isEqualTo(new Operation.Attempts(0, Optional.empty(), Optional.empty()));
        Instant deadline =
                store.begin(claim(id), DAY).orElseThrow().attempts().deadline().orElseThrow();
        assertThat(store.until(deadline)).isBetween(DAY.minusMinutes(1), DAY);
        store.attempt(claim(id));
        store.putOff(claim(id), Duration.ofSeconds(10));
        Floor.clock().pass(Duration.ofSeconds(4));
        Claim next = new Claim(id, 2);
        Operation.Attempts kept = store.begin(next, DAY).orElseThrow().attempts();
        assertThat(kept.made()).isEqualTo(1);
        assertThat(kept.deadline()).contains(deadline);
        assertThat(store.until(kept.nextAt().orElseThrow())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        store.attempt(next);
        assertThat(store.find(id).orElseThrow().attempts())
                .isEqualTo(new Operation.Attempts(2, Optional.empty(), Optional.of(deadline)));
        assertThat(Floor.query("select owner from operation").getFirst())
                .endsWith(":" + ProcessHandle.current().pid());
    }

    @Test
    void oneThatIsTriedInVainEndsAtItsDeadline() throws Exception {
        Operation submitted = submit(Kind.PULL);
        AtomicInteger tries = new AtomicInteger();
        OperationRun.Ended end = run(submitted, () -> {
            if (tries.incrementAndGet() == 2) {
                Floor.clock().pass(DAY.plusMinutes(1));
            }
            throw new IllegalStateException("no registry");
        });
        assertThat(end.state()).isEqualTo(State.FAILED);
        assertThat(end.reason())
                .isEqualTo(new Operation.Failure(
                        "timeout", "It did not end within PT24H, in which it was tried 2 times, in vain: no registry"));
        assertThat(store.find(submitted.id()).orElseThrow().attempts().made()).isEqualTo(2);
    }

    @Test
    void oneThatHangsEndsAtItsDeadline() throws Exception {
        Operation submitted = submit(Kind.CHECK);
        OperationRun.Ended end = run(submitted, () -> {
            Floor.clock().pass(DAY.plusMinutes(1));
            Thread.sleep(Duration.ofHours(1)); // until it is stopped
        });
        assertThat(end.state()).isEqualTo(State.FAILED);
        assertThat(end.reason())
                .isEqualTo(
                        new Operation.Failure("timeout", "It did not end within PT24H, in which it was tried 1 time"));
        assertThat(store.find(submitted.id()).orElseThrow().state()).isEqualTo(State.FAILED);
    }

    private interface Task {
        void run() throws InterruptedException;
    }

    private OperationRun.Ended run(Operation submitted, Task task) throws Exception {
        OperationWork work = new OperationWork() {
            @Override
            public Kind kind() {
                return submitted.kind();
            }

            @Override
            public void run(Operation operation, OperationReport report) throws InterruptedException {
                task.run();
            }
        };
        // Its locks have a connection, which goes with it.
        try (Replica process = new Replica()) {
            SessionLocks locks = process.bean(SessionLocks.class);
            Claim claim = locks.take(submitted.id()).orElseThrow();
            Operation begun = store.begin(claim, work.longest()).orElseThrow();
            return new OperationRun(
                            begun,
                            claim,
                            work,
                            store,
                            new Journal(store, log, begun, claim),
                            locks,
                            Floor.bean(Database.class))
                    .run()
                    .orElseThrow();
        }
    }

    /** One that was cut off, or slept, does not know. */
    @Test
    void whoeverWasAtItBeforeTheLastChangesNothing() {
        String id = submit(Kind.PULL).id();
        Claim former = claim(id);
        Claim latter = new Claim(id, 2);
        assertThat(store.begin(former, DAY)).isPresent();
        assertThat(store.begin(latter, DAY)).isPresent();
        assertThatThrownBy(() -> store.attempt(former)).isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> store.putOff(former, DAY)).isInstanceOf(ClaimLostException.class);
        assertThatThrownBy(() -> store.report(former, Progress.at("the end"))).isInstanceOf(ClaimLostException.class);
        assertThat(store.finish(former, State.SUCCEEDED, null)).isFalse();
        store.attempt(latter);
        Operation now = store.find(id).orElseThrow();
        assertThat(now.state()).isEqualTo(State.RUNNING);
        assertThat(now.attempts().made()).isEqualTo(1);
        assertThat(now.status().progress()).isEmpty();
    }

    @Test
    void oneThatSucceededHasNoReason() {
        Operation pull = submit(Kind.PULL);
        end(pull.id(), State.SUCCEEDED);
        assertThat(store.find(pull.id()).orElseThrow().status().reason()).isEmpty();
        Floor.execute("update operation set by_id = null");
        assertThat(store.find(pull.id()).orElseThrow().requester().id()).isEmpty();
    }

    @Test
    void allWhoAskAtOnceAreGivenOne() throws Exception {
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Operation>> asked = new ArrayList<>();
            IntStream.range(0, 40).forEach(number -> asked.add(threads.submit(() -> submit(Kind.PULL))));
            for (Future<Operation> one : asked) {
                ids.add(one.get().id());
            }
        }
        assertThat(ids).hasSize(1);
        end(ids.iterator().next(), State.CANCELLED);
        assertThat(submit(Kind.PULL).id()).isNotIn(ids);
        assertThat(store.unfinished()).hasSize(1);
    }

    @Test
    void areFoundByWhatTheyAreAndByWhoMaySeeThem() {
        Operation first = submit(Kind.PULL);
        end(first.id(), State.SUCCEEDED);
        Floor.clock().pass(Duration.ofSeconds(1));
        Operation second = submit(Kind.PULL);
        Floor.clock().pass(Duration.ofSeconds(1));
        Operation build = submit(Kind.BUILD);
        assertThat(store.last(Kind.PULL, IMAGE, VERSION)).contains(second);
        assertThat(store.last(Kind.CHECK, IMAGE, VERSION)).isEmpty();
        List<Operation> newest = store.page(Cursor.BEGINNING, 2);
        assertThat(newest).extracting(Operation::id).containsExactly(build.id(), second.id());
        Cursor last = new Cursor(
                newest.getLast().times().createdAt(), newest.getLast().id());
        assertThat(store.page(last, 2)).extracting(Operation::id).containsExactly(first.id());
        assertThat(store.versions(caller("berta-id", false))).containsOnlyKeys(first.id(), second.id());
        assertThat(store.versions(caller("anna-id", false)))
                .containsOnlyKeys(first.id(), second.id(), build.id())
                .containsEntry(first.id(), "2");
        assertThat(store.versions(caller("admin-id", true))).hasSize(3);
        Floor.clock().pass(Duration.ofMinutes(2));
        assertThat(store.versions(caller("admin-id", true))).containsOnlyKeys(second.id(), build.id());
        store.forgetFinished(Duration.ofMinutes(1));
        assertThat(store.find(first.id())).isEmpty();
        assertThat(store.unfinished()).hasSize(2);
    }

    private static Caller caller(String id, boolean isAdmin) {
        return new Caller(
                id, "someone", new TreeSet<>(isAdmin ? Set.of("user", "admin") : Set.of("user")), new TreeSet<>());
    }

    @Test
    void aLogIsKeptOnceAndReadInParts() {
        String id = submit(Kind.BUILD).id();
        assertThat(log.after(id, 0, 10).lines()).isEmpty();
        log.keep(id, lines(1, 3, "x"));
        log.keep(id, lines(2, 5, "y"));
        assertThat(log.after(id, 0, 10).lines()).extracting(LogEntry::text).containsExactly("x", "x", "x", "y", "y");
        LogPart part = log.after(id, 1, 2);
        assertThat(part.lines()).containsExactly(new LogEntry(2, 7, "x"), new LogEntry(3, 7, "x"));
        assertThat(part.mayGoOn()).isTrue();
        log.keep("a".repeat(16), lines(1, 1, "of none"));
        assertThat(Floor.query("select text from operation_log")).hasSize(5);
        LogBacklog goesOn = log.backlog(id);
        goesOn.add(1, "next");
        assertThat(goesOn.next()).containsExactly(new LogEntry(6, 1, "next"));
    }

    @Test
    void noReaderIsGivenMoreThanSoManyCharactersAtOnce() {
        String id = submit(Kind.BUILD).id();
        log.keep(id, lines(1, 300, "z".repeat(2000)));
        LogPart part = log.after(id, 0, 1000);
        assertThat(part.lines()).hasSize(132); // 256 Ki characters, and the line that passes them
        assertThat(part.mayGoOn()).isTrue();
        end(id, State.SUCCEEDED);
        Floor.clock().pass(Duration.ofDays(8));
        store.forgetFinished(Duration.ofDays(7));
        assertThat(Floor.query("select line from operation_log")).isEmpty();
        assertThat(Optional.of(log.after(id, 0, 10).mayGoOn())).contains(false);
    }

    private static List<LogEntry> lines(int first, int last, String text) {
        return Stream.iterate(first, line -> line <= last, line -> line + 1)
                .map(line -> new LogEntry(line, 7, text))
                .toList();
    }
}
