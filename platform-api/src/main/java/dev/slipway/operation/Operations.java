package dev.slipway.operation;

import dev.slipway.catalog.ImageName;
import dev.slipway.catalog.VersionName;
import dev.slipway.database.SessionLocks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does operations: each by one thread of all platform processes, begun again by another when that one is gone, given up only
 * when trying again would not help or someone says so.
 */
@ApplicationScoped
public class Operations {
    private static final Logger LOG = Logger.getLogger(Operations.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration REPORT = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(15);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(1);

    private final OperationStore store;
    private final OperationLog log;
    private final SessionLocks locks;
    private final Instance<OperationWork> works;
    private final Event<OperationEnded> ended;
    private final Map<String, Thread> atWork = new ConcurrentHashMap<>();
    private @Nullable Thread watch;
    private volatile boolean stopping;

    Operations(
            OperationStore store,
            OperationLog log,
            SessionLocks locks,
            @Any Instance<OperationWork> works,
            Event<OperationEnded> ended) {
        this.store = store;
        this.log = log;
        this.locks = locks;
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

    /** The ids of those that someone may be watching, each with a word that changes whenever they do. */
    public Map<String, String> versions() {
        return store.versions();
    }

    List<Operation> list(int limit) {
        return store.list(limit);
    }

    List<LogEntry> log(String id, int after, int most) {
        return log.after(id, after, most);
    }

    /** Begins it, or finds the one that is at it already: one for all who ask. */
    public Operation submit(Operation.Kind kind, ImageName image, VersionName version, String requestedBy) {
        Operation operation = add(kind, image, version, requestedBy);
        begin(operation);
        return operation;
    }

    /** Adds it within the caller's transaction, or finds the one that is at it already; {@link #begin} it after that. */
    public Operation add(Operation.Kind kind, ImageName image, VersionName version, String requestedBy) {
        return store.submit(kind, image, version, requestedBy);
    }

    void cancel(Operation operation) {
        store.requestCancel(operation.id());
    }

    void start(@Observes StartupEvent event) {
        watch = Thread.ofVirtual().name("operations").start(this::watch);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (watch != null) {
            watch.interrupt();
        }
        atWork.values().forEach(Thread::interrupt);
        for (Thread thread : atWork.values()) {
            thread.join(Duration.ofSeconds(2));
        }
    }

    /** Takes up what another process has left. */
    private void watch() {
        long forgotten = System.nanoTime() - BETWEEN_FORGETTING.toNanos();
        while (!stopping) {
            try {
                store.unfinished().forEach(this::begin);
                if (System.nanoTime() - forgotten >= BETWEEN_FORGETTING.toNanos()) {
                    store.forgetFinished(KEPT);
                    forgotten = System.nanoTime();
                }
            } catch (RuntimeException e) {
                LOG.warnf("operations put off cause=%s", e.toString());
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Does it, unless someone is at it. */
    public void begin(Operation operation) {
        if (!stopping) {
            atWork.computeIfAbsent(
                    operation.id(),
                    id -> Thread.ofVirtual().name("operation-" + id).start(() -> {
                        try {
                            doUnderLock(operation);
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

    private void doUnderLock(Operation operation) throws InterruptedException, SQLException {
        if (!locks.tryLock(operation.id())) {
            return; // another process is at it
        }
        try {
            if (store.find(operation.id())
                    .filter(found -> !found.state().isFinished())
                    .isPresent()) {
                store.begin(operation.id());
                LOG.infof(
                        "operation begins operation=%s kind=%s image=%s version=%s",
                        operation.id(), operation.kind(), operation.image(), operation.version());
                work(operation);
            }
        } finally {
            locks.unlock(operation.id());
        }
    }

    private void work(Operation operation) throws InterruptedException {
        OperationWork work = works.stream()
                .filter(candidate -> candidate.kind() == operation.kind())
                .findFirst()
                .orElseThrow();
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                if (store.isCancelRequested(operation.id()) || !attempt(work, operation)) {
                    finish(operation, Operation.State.CANCELLED, null);
                } else {
                    finish(operation, Operation.State.SUCCEEDED, null);
                }
                return;
            } catch (OperationFailedException e) {
                finish(operation, Operation.State.FAILED, e.reason());
                return;
            } catch (RuntimeException e) {
                LOG.warnf("operation tried again operation=%s in=%s cause=%s", operation.id(), pause, e.getMessage());
                waitFor(operation, String.valueOf(e.getMessage()));
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? pause.multipliedBy(2) : LAST_RETRY;
        }
    }

    /** Says in the progress what it waits for; the database may be what is away. */
    private void waitFor(Operation operation, String what) {
        try {
            Progress last =
                    store.find(operation.id()).flatMap(Operation::progress).orElse(Progress.NONE);
            store.report(operation.id(), last.waitingFor(what));
        } catch (RuntimeException e) {
            LOG.debug("progress not kept", e);
        }
    }

    private void finish(Operation operation, Operation.State state, Operation.@Nullable Failure reason) {
        store.finish(operation.id(), state, reason);
        LOG.infof(
                "operation ended operation=%s state=%s reason=%s",
                operation.id(), state, reason == null ? "none" : reason.code() + " (" + reason.message() + ")");
        store.find(operation.id()).ifPresent(done -> ended.fire(new OperationEnded(done)));
    }

    /**
     * Does the work in a thread of its own, keeps its progress twice a second, and stops it when someone wants that.
     *
     * @return false: it was stopped
     */
    private boolean attempt(OperationWork work, Operation operation) throws InterruptedException {
        AtomicReference<@Nullable Progress> latest = new AtomicReference<>();
        AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
        OperationLog.Writer lines = log.writer(operation.id());
        OperationReport report = new OperationReport() {
            @Override
            public void progress(Progress progress) {
                latest.set(progress);
            }

            @Override
            public void line(int step, String text) {
                lines.add(step, text);
            }
        };
        Thread thread = Thread.ofVirtual().name("work-" + operation.id()).start(() -> {
            try {
                work.run(operation, report);
            } catch (InterruptedException e) {
                // Read only where nobody here wanted that.
                fault.set(new IllegalStateException("interrupted in the middle", e));
            } catch (RuntimeException e) {
                fault.set(e);
            }
        });
        try {
            while (!thread.join(REPORT)) {
                lines.keep();
                Progress progress = latest.getAndSet(null);
                boolean cancel = progress == null
                        ? store.isCancelRequested(operation.id())
                        : store.report(operation.id(), progress);
                if (cancel) {
                    thread.interrupt();
                    thread.join(TimeUnit.SECONDS.toMillis(30));
                    return false;
                }
            }
            lines.keep();
            Progress last = latest.get();
            if (last != null) {
                store.report(operation.id(), last);
            }
        } finally {
            thread.interrupt();
        }
        RuntimeException broken = fault.get();
        if (broken != null) {
            throw broken;
        }
        return true;
    }
}
