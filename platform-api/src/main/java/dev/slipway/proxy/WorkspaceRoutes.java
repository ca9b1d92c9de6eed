package dev.slipway.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.slipway.activity.UserActs;
import dev.slipway.proxy.session.Background;
import dev.slipway.watch.ChangeSignal;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where workspaces are, remembered for as long as nobody is told of a change, and at most two seconds, after which a change by another
 * process is seen too that nobody could be told of.
 */
@ApplicationScoped
class WorkspaceRoutes {
    private static final Duration REMEMBERED = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TOUCHES = Duration.ofSeconds(30);

    /** How long a request waits for a workspace that starts; most clients and the proxies between wait longer. */
    private static final Duration HOLD = Duration.ofSeconds(15);

    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final int MOST_REMEMBERED = 10_000;

    private final WorkspaceStore store;
    private final UserActs acts;
    private final ChangeSignal signal;
    private final Background background;
    private final Cache<WorkspaceId, Remembered> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();
    private final Map<Asked, Future<Optional<Workspace>>> loading = new ConcurrentHashMap<>();
    private final Map<Asked, Future<Optional<Workspace>>> settling = new ConcurrentHashMap<>();
    private final Cache<WorkspaceId, WorkspaceId> touched = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(BETWEEN_TOUCHES)
            .build();

    WorkspaceRoutes(WorkspaceStore store, UserActs acts, ChangeSignal signal, Background background) {
        this.store = store;
        this.acts = acts;
        this.signal = signal;
        this.background = background;
    }

    private record Asked(WorkspaceId id, Thread eventLoop) {}

    private record Remembered(Optional<Workspace> workspace, long change) {}

    Future<Optional<Workspace>> find(WorkspaceId id) {
        Remembered known = remembered.getIfPresent(id);
        if (known != null && known.change() == signal.seen(id.value())) {
            return Future.succeededFuture(known.workspace());
        }
        return shared(loading, id, () -> load(id));
    }

    /** Many who ask at once on one event loop, to which the answer comes back, wait for one answer. */
    private Future<Optional<Workspace>> shared(
            Map<Asked, Future<Optional<Workspace>>> under, WorkspaceId id, Callable<Optional<Workspace>> work) {
        Asked key = new Asked(id, Thread.currentThread());
        Future<Optional<Workspace>> asked = under.get(key);
        if (asked == null) {
            asked = background.call(work);
            under.put(key, asked);
            asked.onComplete(done -> under.remove(key));
        }
        return asked;
    }

    private Optional<Workspace> load(WorkspaceId id) {
        long change = signal.seen(id.value());
        Optional<Workspace> workspace = store.find(id);
        remembered.put(id, new Remembered(workspace, change));
        return workspace;
    }

    /**
     * The workspace as soon as it is no longer on its way to running, because it runs or will not; at the latest after {@link #HOLD}, as
     * it is then.
     */
    Future<Optional<Workspace>> settled(WorkspaceId id) {
        return shared(settling, id, () -> awaitSettled(id));
    }

    private Optional<Workspace> awaitSettled(WorkspaceId id) throws InterruptedException {
        long end = System.nanoTime() + HOLD.toNanos();
        while (true) {
            long seen = signal.seen(id.value());
            Optional<Workspace> workspace = load(id);
            boolean waits = workspace.filter(Workspace::isOnItsWay).isPresent();
            if (!waits || System.nanoTime() - end >= 0) {
                return workspace;
            }
            signal.await(id.value(), seen, LOOK);
        }
    }

    /** Notes that its user does something in the workspace: here at once, for other processes of the platform now and then. */
    void used(WorkspaceId id) {
        acts.note(id.value());
        if (touched.asMap().putIfAbsent(id, id) != null) {
            return;
        }
        background.call(() -> {
            store.touch(id);
            return id;
        });
    }
}
