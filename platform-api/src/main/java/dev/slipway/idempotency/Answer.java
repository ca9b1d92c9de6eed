package dev.slipway.idempotency;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * An answer to a request that made something.
 *
 * @param location of what was made
 * @param body in JSON; empty: it is not written yet
 */
public record Answer(int status, String location, String body) {
    boolean isWritten() {
        return !body.isEmpty();
    }

    public Response response() {
        return Response.status(status)
                .location(URI.create(location))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
