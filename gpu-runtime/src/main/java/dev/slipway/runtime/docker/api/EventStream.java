package dev.slipway.runtime.docker.api;

import com.github.dockerjava.api.model.Event;
import dev.slipway.runtime.engine.EngineEvent;
import dev.slipway.runtime.engine.StreamListener;
import dev.slipway.runtime.engine.Subscription;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The engine's events about this installation's containers. */
public final class EventStream {
    private EventStream() {}

    public static Subscription open(
            DockerConnection connection, ObjectNames names, StreamListener<EngineEvent> listener) {
        var callback = new StreamCallback<Event, EngineEvent>(
                listener, (event, to) -> read(event, names).ifPresent(to::onItem));
        try {
            return connection
                    .streamClient()
                    .eventsCmd()
                    .withEventTypeFilter("container")
                    .withLabelFilter(names.label())
                    .exec(callback);
        } catch (RuntimeException e) {
            throw EngineFaults.of(e);
        }
    }

    private static Optional<EngineEvent> read(Event event, ObjectNames names) {
        if (event.getActor() == null) {
            return Optional.empty();
        }
        return kind(event.getAction())
                .flatMap(kind -> names.idIn(event.getActor().getAttributes()).map(id -> new EngineEvent(id, kind)));
    }

    /** Podman says {@code died} and {@code remove} where Docker says {@code die} and {@code destroy}. */
    private static Optional<EngineEvent.Kind> kind(@Nullable String action) {
        return switch (action == null ? "" : action.toLowerCase(Locale.ROOT)) {
            case "start" -> Optional.of(EngineEvent.Kind.STARTED);
            case "oom" -> Optional.of(EngineEvent.Kind.OUT_OF_MEMORY);
            case "die", "died" -> Optional.of(EngineEvent.Kind.DIED);
            case "destroy", "remove" -> Optional.of(EngineEvent.Kind.REMOVED);
            default -> Optional.empty();
        };
    }
}
