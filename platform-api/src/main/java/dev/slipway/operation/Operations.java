package dev.slipway.operation;

import dev.slipway.audit.AuditTrail;
import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.Claim;
import dev.slipway.database.Database;
import dev.slipway.database.SessionLocks;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Person;
import dev.slipway.loop.Loops;
import dev.slipway.loop.Reach;
import dev.slipway.loop.Schedule;
import dev.slipway.operationlog.LogPart;
import dev.slipway.problem.ProblemException;
import dev.slipway.request.Cursor;
import dev.slipway.watch.ChangeSignal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Does operations: each by one thread of all platform processes, begun again by another when that one is gone, given up only
 * when trying again would not help or someone says so.
 */
@ApplicationScoped
public class Operations {
    private static final Logger LOG = Logger.getLogger(Operations.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    /**
     * What another process was at is left alone for so long: one that lost its lock needs a moment to see that and to end its
     * work, and the engine needs one to see that a process is gone.
     */
    private static final Duration REST = Duration.ofSeconds(3);

    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

    private final OperationStore store;
    private final OperationLog log;
    private final SessionLocks locks;
    private final Database database;
    private final AuditTrail audit;
    private final ChangeSignal signal;
    private final Instance<OperationWork> works;
    private final Event<OperationEnded> ended;
    private final Map<String, Thread> atWork = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Operations(
            OperationStore store,
            OperationLog log,
            SessionLocks locks,
            Database database,
            AuditTrail audit,
            ChangeSignal signal,
            @Any Instance<OperationWork> works,
            Event<OperationEnded> ended) {
        this.store = store;
        this.log = log;
        this.locks = locks;
        this.database = database;
        this.audit = audit;
        this.signal = signal;
        this.works = works;
        this.ended = ended;
    }

    public Optional<Operation> find(String id) {
        return store.find(id);
    }

    /** The last one of that kind for that version, finished or not. */
    public Optional<Operation> last(Operation.Kind kind, ImageName image, VersionName version) {
        return store.last(kind, image, version);
    }

    public List<Operation> unfinished() {
        return store.unfinished();
    }

    /** Those of the given ids whose operations ended without success. */
    public List<String> inVainAmong(Collection<String> ids) {
        return store.inVainAmong(ids);
    }

    /** When the last operation on each version ended. */
    public List<LastEnd> lastEnds() {
        return store.lastEnds();
    }

    /** The ids of operations that the caller may watch, each with its version: a text that changes whenever the operation does. */
    public Map<String, String> versions(Caller caller) {
        return store.versions(caller);
    }

    /** How a request is answered that began one. */
    public Reply<Operation> reply(Caller caller) {
        return new Reply<>(
                202,
                operation -> "/api/v1/operations/" + operation.id(),
                operation -> OperationView.of(operation, caller),
                location -> find(Reply.lastOf(location))
                        .orElseThrow(() -> ProblemException.notFound("operation " + Reply.lastOf(location))));
    }

    /** The newest first. */
    List<Operation> page(Cursor after, int most) {
        return store.page(after, most);
    }

    LogPart log(String id, int after, int most) {
        return log.after(id, after, most);
    }

    /** An id for one that is to be added. */
    public String freshId() {
        return store.freshId();
    }

    /**
     * Adds it, or finds the one that is at it already: one for all who ask. It is begun as soon as the caller's transaction is
     * kept.
     */
    public Operation submit(Operation.Kind kind, ImageName image, VersionName version, Person requester) {
        return submit(freshId(), kind, image, version, requester);
    }

    /**
     * As {@link #submit(Operation.Kind, ImageName, VersionName, Person)}.
     *
     * @param id that it has where it is added
     */
    public Operation submit(String id, Operation.Kind kind, ImageName image, VersionName version, Person requester) {
        return database.transact(() -> {
            Operation operation = store.submit(id, kind, image, version, requester);
            Database.afterCommit(() -> begin(operation));
            return operation;
        });
    }

    /** Cancels the operation; one that has ended stays as it is. */
    void cancel(Operation operation, Person by) {
        database.transact(() -> {
            if (store.requestCancel(operation.id())) {
                String subject = operation.image() + " " + operation.version();
                audit.add(by, "operation.cancel", subject, operation.kind() + " " + operation.id());
            }
            Database.afterCommit(() -> signal.raise(operation.id()));
        });
    }

    void start(@Observes StartupEvent event, Loops loops) {
        loops.begin(Schedule.every(LOOK, "operations", Reach.PROCESS).fromNowOn(), this::takeUp);
        loops.begin(
                Schedule.every(BETWEEN_FORGETTING, "old-operations", Reach.CLUSTER), () -> store.forgetFinished(KEPT));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        atWork.values().forEach(Thread::interrupt);
        for (Thread thread : atWork.values()) {
            thread.join(Duration.ofSeconds(2));
        }
    }

    /** Takes up what another process has left. */
    private void takeUp() {
        store.unfinished().forEach(this::begin);
    }

    /** Begins to work on the operation in a thread of its own, unless this process works on it already. */
    private void begin(Operation operation) {
        if (!stopping) {
            atWork.computeIfAbsent(
                    operation.id(),
                    id -> Thread.ofVirtual().name("operation-" + id).start(() -> {
                        try {
                            doUnderLock(id);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } catch (SQLException | RuntimeException e) {
                            LOG.warnf("operation put off operation=%s cause=%s", id, e.toString());
                        } finally {
                            atWork.remove(id);
                        }
                    }));
        }
    }

    private void doUnderLock(String id) throws InterruptedException, SQLException {
        // Does nothing where another process has the operation's lock and works on it.
        locks.<InterruptedException>under(id, claim -> {
            Optional<Operation> found =
                    store.find(id).filter(operation -> !operation.state().isFinished());
            if (found.isPresent()) {
                take(found.get(), claim);
            }
        });
    }

    private void take(Operation operation, Claim claim) throws InterruptedException {
        if (operation.state() == Operation.State.RUNNING) {
            Thread.sleep(REST);
        }
        OperationWork work = works.stream()
                .filter(candidate -> candidate.kind() == operation.kind())
                .findFirst()
                .orElseThrow();
        Optional<Operation> begun = store.begin(claim, work.longest());
        if (begun.isEmpty()) {
            return;
        }
        LOG.infof(
                "operation begins operation=%s kind=%s image=%s version=%s attempts=%d",
                operation.id(),
                operation.kind(),
                operation.image(),
                operation.version(),
                begun.get().attempts().made());
        Journal journal = new Journal(store, log, begun.get(), claim);
        Optional<OperationRun.Ended> end =
                new OperationRun(begun.get(), claim, work, store, journal, locks, database).run();
        if (end.isPresent()) {
            tell(operation, end.get());
        } else {
            LOG.warnf("operation left to another process operation=%s", operation.id());
        }
    }

    private void tell(Operation operation, OperationRun.Ended end) {
        Operation.Failure reason = end.reason();
        LOG.infof(
                "operation ended operation=%s state=%s reason=%s",
                operation.id(), end.state(), reason == null ? "none" : reason.code() + " (" + reason.message() + ")");
        database.patiently(() -> {
            store.find(operation.id()).ifPresent(done -> ended.fire(new OperationEnded(done)));
            return true;
        });
    }
}
