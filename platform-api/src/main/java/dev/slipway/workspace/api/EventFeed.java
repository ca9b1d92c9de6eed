package dev.slipway.workspace.api;

import dev.slipway.watch.EventStream;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceEvents;
import dev.slipway.workspace.WorkspaceId;
import dev.slipway.workspace.WorkspaceStore;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What happened to a workspace, from a place that the client names: one page of it, or a stream until the client leaves or the
 * workspace is gone.
 */
@ApplicationScoped
class EventFeed {
    private static final int BATCH = 100;

    private final WorkspaceStore store;
    private final WorkspaceEvents events;
    private final EventStream stream;

    EventFeed(WorkspaceStore store, WorkspaceEvents events, EventStream stream) {
        this.store = store;
        this.events = events;
        this.stream = stream;
    }

    /** What happened after one of its events, in order. */
    List<WorkspaceEvent> after(WorkspaceId id, long event, int most) {
        return events.after(id, event, most);
    }

    Multi<OutboundSseEvent> follow(String user, WorkspaceId id, long after, Sse sse, HttpServerResponse response) {
        AtomicLong last = new AtomicLong(after);
        return stream.follow(user, id.value(), sse, response, () -> {
            List<WorkspaceEvent> found = events.after(id, last.get(), BATCH);
            if (found.isEmpty()) {
                return new EventStream.Found(List.of(), store.find(id).isEmpty());
            }
            last.set(found.getLast().id());
            return new EventStream.Found(
                    found.stream()
                            .map(event -> new EventStream.Event(Long.toString(event.id()), "event", event))
                            .toList(),
                    false);
        });
    }
}
