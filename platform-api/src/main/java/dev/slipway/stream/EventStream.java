package dev.slipway.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Streams what happens to something as server-sent events, until the client leaves or nothing more will happen. */
@ApplicationScoped
public class EventStream {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** What changes more often is looked at together. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private final ChangeSignal signal;
    private final AtomicInteger open = new AtomicInteger();

    EventStream(ChangeSignal signal, MeterRegistry meters) {
        this.signal = signal;
        Gauge.builder("slipway.event.streams", open, AtomicInteger::get)
                .description("Streams of events that clients have open")
                .register(meters);
    }

    /** An event: its id, its name, and what is sent of it as JSON. */
    public record Event(String id, String name, Object data) {}

    /** What one look found: the events since the look before, and whether there will be no more. */
    public record Found(List<Event> events, boolean isOver) {}

    /** Where events come from; asked by one thread. */
    public interface Source {
        Found look();
    }

    /** Looks again whenever the thing of that id has changed, and at least once a second. */
    public Multi<OutboundSseEvent> follow(String id, Sse sse, Source source) {
        return Multi.createFrom().emitter(emitter -> {
            AtomicBoolean left = new AtomicBoolean();
            open.incrementAndGet();
            // Not interrupted: what it asks just now would lose its connection to the database. It sees soon that
            // nobody listens.
            emitter.onTermination(() -> {
                open.decrementAndGet();
                left.set(true);
            });
            Thread.ofVirtual().start(() -> run(id, sse, source, emitter, left));
        });
    }

    private void run(
            String id, Sse sse, Source source, MultiEmitter<? super OutboundSseEvent> emitter, AtomicBoolean left) {
        long heard = System.nanoTime();
        try {
            while (!left.get()) {
                long seen = signal.seen(id);
                Found found = source.look();
                for (Event event : found.events()) {
                    emitter.emit(sse.newEventBuilder()
                            .id(event.id())
                            .name(event.name())
                            .mediaType(MediaType.APPLICATION_JSON_TYPE)
                            .data(event.data().getClass(), event.data())
                            .build());
                    heard = System.nanoTime();
                }
                if (found.isOver()) {
                    emitter.complete();
                    return;
                }
                if (System.nanoTime() - heard > HEARTBEAT.toNanos()) {
                    emitter.emit(sse.newEventBuilder().comment("still here").build());
                    heard = System.nanoTime();
                }
                Thread.sleep(LEAST);
                signal.await(id, seen, LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }
}
