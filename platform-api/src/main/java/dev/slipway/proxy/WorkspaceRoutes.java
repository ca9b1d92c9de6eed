package dev.slipway.proxy;

import dev.slipway.workspace.ChangeSignal;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where workspaces are, remembered for as long as no workspace changes in this process, and at most two seconds, after
 * which a change by another process is seen too.
 */
@ApplicationScoped
class WorkspaceRoutes {
    private static final Duration REMEMBERED = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TOUCHES = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final WorkspaceStore store;
    private final ChangeSignal signal;
    private final Background background;
    private final Map<WorkspaceId, Remembered> remembered = new ConcurrentHashMap<>();
    private final Map<Loading, Future<Optional<Workspace>>> loading = new ConcurrentHashMap<>();
    private final Map<WorkspaceId, Long> touched = new ConcurrentHashMap<>();

    WorkspaceRoutes(WorkspaceStore store, ChangeSignal signal, Background background) {
        this.store = store;
        this.signal = signal;
        this.background = background;
    }

    private record Loading(WorkspaceId id, Thread eventLoop) {}

    private record Remembered(Optional<Workspace> workspace, long change, long until) {}

    Future<Optional<Workspace>> find(WorkspaceId id) {
        Remembered known = remembered.get(id);
        if (known != null && known.change() == signal.seen() && known.until() - System.nanoTime() > 0) {
            return Future.succeededFuture(known.workspace());
        }
        // Many who ask at once on one event loop, to which the answer comes back, wait for one answer.
        Loading key = new Loading(id, Thread.currentThread());
        Future<Optional<Workspace>> asked = loading.get(key);
        if (asked == null) {
            asked = background.call(() -> load(id));
            loading.put(key, asked);
            asked.onComplete(done -> loading.remove(key));
        }
        return asked;
    }

    private Optional<Workspace> load(WorkspaceId id) {
        long change = signal.seen();
        Optional<Workspace> workspace = store.find(id);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(id, new Remembered(workspace, change, System.nanoTime() + REMEMBERED.toNanos()));
        return workspace;
    }

    /** Notes that the workspace is in use, in the database now and then. */
    void used(WorkspaceId id) {
        long now = System.nanoTime();
        Long last = touched.get(id);
        if (last != null && now - last < BETWEEN_TOUCHES.toNanos()) {
            return;
        }
        touched.put(id, now);
        background.call(() -> {
            store.touch(id);
            return id;
        });
    }
}
