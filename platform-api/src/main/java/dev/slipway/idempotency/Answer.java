package dev.slipway.idempotency;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * An answer to a request that made something.
 *
 * @param location of what was made
 * @param body in JSON
 * @param isReplayed whether it answered an earlier request of the same key
 */
public record Answer(int status, String location, String body, boolean isReplayed) {
    /** Says so where it was given before. */
    public Response response() {
        Response.ResponseBuilder response = Response.status(status)
                .location(URI.create(location))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body);
        return (isReplayed ? response.header("Idempotency-Replayed", "true") : response).build();
    }
}
