package dev.slipway.watch;

import dev.slipway.problem.ProblemException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Streams what happens to something as server-sent events, until the client leaves or nothing more will happen. */
@ApplicationScoped
public class EventStream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** The shortest time between two looks: changes that come faster are found by one look. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private static final int MOST_OF_A_USER = 32;
    private static final int MOST = 1_000;

    private final ChangeSignal signal;
    private final JsonEvents events;
    private final Seats open = new Seats("streams of events", MOST_OF_A_USER, MOST);

    EventStream(ChangeSignal signal, JsonEvents events, MeterRegistry meters) {
        this.signal = signal;
        this.events = events;
        Gauge.builder("slipway.event.streams", open, Seats::taken)
                .description("Streams of events that clients have open")
                .register(meters);
    }

    /** An event: its id, its name, and what is sent of it as JSON. */
    public record Event(String id, String name, Object data) {}

    /**
     * What one look found.
     *
     * @param events since the look before
     * @param isOver whether there will be no more
     * @param hasMore whether another look finds more at once
     */
    public record Found(List<Event> events, boolean isOver, boolean hasMore) {
        /** All that there is to be found now. */
        public Found(List<Event> events, boolean isOver) {
            this(events, isOver, false);
        }
    }

    /** Where events come from; asked by one thread. */
    public interface Source {
        Found look();
    }

    /**
     * Looks again whenever the thing of that id has changed, and now and then.
     *
     * @param user whose stream it is
     * @param response which the stream is a part of
     * @throws ProblemException {@code rate-limited} when the user, or all, have too many open
     */
    public Multi<OutboundSseEvent> follow(String user, String id, Sse sse, HttpServerResponse response, Source source) {
        open.take(user, response);
        return Multi.createFrom().emitter(emitter -> {
            Outflow<OutboundSseEvent> outflow = new Outflow<>(emitter);
            AtomicBoolean left = new AtomicBoolean();
            // A client that leaves before anyone listens for that is told to nobody.
            BooleanSupplier isGone = () -> left.get() || response.closed();
            // Not interrupted: what it asks just now would lose its connection to the database. It sees soon that
            // nobody listens.
            emitter.onTermination(() -> {
                left.set(true);
                outflow.leave();
            });
            Thread.ofVirtual().start(() -> run(id, sse, source, emitter, outflow, isGone));
        });
    }

    private void run(
            String id,
            Sse sse,
            Source source,
            MultiEmitter<? super OutboundSseEvent> emitter,
            Outflow<OutboundSseEvent> outflow,
            BooleanSupplier isGone) {
        long heard = System.nanoTime();
        try {
            while (!isGone.getAsBoolean()) {
                long seen = signal.seen(id);
                Found found = source.look();
                for (Event event : found.events()) {
                    outflow.emit(events.event(sse, event.id(), event.name(), event.data()));
                    heard = System.nanoTime();
                }
                if (found.isOver()) {
                    emitter.complete();
                    return;
                }
                if (System.nanoTime() - heard >= HEARTBEAT.toNanos()) {
                    outflow.emit(sse.newEventBuilder().comment("still here").build());
                    heard = System.nanoTime();
                }
                if (!found.hasMore()) {
                    Thread.sleep(LEAST);
                    Duration toHeartbeat = HEARTBEAT.minusNanos(System.nanoTime() - heard);
                    signal.await(id, seen, Collections.min(List.of(signal.patience(), toHeartbeat)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            emitter.fail(e);
        }
    }
}
