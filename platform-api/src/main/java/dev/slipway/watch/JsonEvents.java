package dev.slipway.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/** Server-sent events that carry JSON, which is written here and not by the server: it would name its media type in each event. */
@ApplicationScoped
public class JsonEvents {
    private final ObjectMapper json;

    JsonEvents(ObjectMapper json) {
        this.json = json;
    }

    /**
     * An event.
     *
     * @param id by which a client goes on after it; empty: it cannot
     * @param data is sent as JSON
     */
    public OutboundSseEvent event(Sse sse, String id, String name, Object data) {
        try {
            return sse.newEventBuilder()
                    .id(id)
                    .name(name)
                    .data(String.class, json.writeValueAsString(data))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
