package dev.slipway.workspace;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Streams what happens to a workspace, from a place that the client names, until it leaves or the workspace is gone. */
@ApplicationScoped
class EventFeed {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int BATCH = 100;

    private final WorkspaceStore store;
    private final ChangeSignal signal;

    EventFeed(WorkspaceStore store, ChangeSignal signal) {
        this.store = store;
        this.signal = signal;
    }

    Multi<OutboundSseEvent> follow(WorkspaceId id, long after, Sse sse) {
        return Multi.createFrom().emitter(emitter -> {
            AtomicBoolean left = new AtomicBoolean();
            Thread thread = Thread.ofVirtual().unstarted(() -> run(id, after, sse, emitter, left));
            emitter.onTermination(() -> {
                left.set(true);
                thread.interrupt();
            });
            thread.start();
        });
    }

    private void run(
            WorkspaceId id, long after, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter, AtomicBoolean left) {
        long last = after;
        long heard = System.nanoTime();
        try {
            while (!left.get()) {
                long seen = signal.seen(id);
                List<WorkspaceEvent> events = store.events(id, last, BATCH);
                for (WorkspaceEvent event : events) {
                    emitter.emit(sse.newEventBuilder()
                            .id(Long.toString(event.id()))
                            .name("event")
                            .mediaType(MediaType.APPLICATION_JSON_TYPE)
                            .data(WorkspaceEvent.class, event)
                            .build());
                    last = event.id();
                    heard = System.nanoTime();
                }
                if (events.isEmpty() && store.find(id).isEmpty()) {
                    emitter.complete();
                    return;
                }
                if (System.nanoTime() - heard > HEARTBEAT.toNanos()) {
                    emitter.emit(sse.newEventBuilder().comment("still here").build());
                    heard = System.nanoTime();
                }
                signal.await(id, seen, LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }
}
