package dev.slipway.changestream;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operation.Operations;
import dev.slipway.watch.ChangeSignal;
import dev.slipway.watch.EventStream;
import dev.slipway.workspace.WorkspaceStore;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * One stream for a whole browser: a message whenever something changed that the caller may see. Messages carry no state, and a
 * stream cannot be resumed: it begins with {@code hello}, upon which a client fetches what it shows.
 */
@Tag(name = "Streams")
@Path("/api/v1/stream")
@RolesAllowed(Callers.USER)
public class StreamResource {
    private final EventStream stream;
    private final WorkspaceStore workspaces;
    private final Operations operations;
    private final SecurityIdentity identity;

    StreamResource(EventStream stream, WorkspaceStore workspaces, Operations operations, SecurityIdentity identity) {
        this.stream = stream;
        this.workspaces = workspaces;
        this.operations = operations;
        this.identity = identity;
    }

    /** What a message is about. */
    @Schema(name = "StreamMessageKind")
    public enum Kind {
        /** The stream has begun. */
        HELLO,
        WORKSPACE,
        /** A pull, a build or a check. */
        OPERATION;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happened to it. */
    @Schema(name = "StreamMessageWhat")
    public enum What {
        CHANGED,
        GONE;

        @JsonValue
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What the stream's events named {@code message} carry.
     *
     * @param version differs from the version in the previous message about the same thing; absent for a thing that is gone
     */
    @Schema(name = "StreamMessage")
    public record Message(
            Kind kind,
            @Nullable String id,
            @Nullable String version,
            @Nullable What what) {}

    /**
     * Streams a message whenever something has changed that the caller may see. Messages carry no state: the stream begins with
     * {@code hello}, upon which a client fetches what it shows.
     */
    @Operation(operationId = "followChanges")
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = Message.class)))
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> follow(@Context Sse sse, @Context HttpServerResponse response) {
        Caller caller = Callers.of(identity);
        // An administrator may have any workspace's page open.
        Optional<String> owner = caller.isAdmin() ? Optional.empty() : Optional.of(caller.id());
        Changes ofWorkspaces = new Changes(Kind.WORKSPACE, workspaces.versions(owner));
        Changes ofOperations = new Changes(Kind.OPERATION, operations.versions(caller));
        AtomicBoolean greeted = new AtomicBoolean();
        return stream.follow(caller.id(), ChangeSignal.ANYTHING, sse, response, () -> {
            List<Message> news = new ArrayList<>();
            if (!greeted.getAndSet(true)) {
                news.add(new Message(Kind.HELLO, null, null, null));
            }
            news.addAll(ofWorkspaces.look(workspaces.versions(owner)));
            // One that is not looked at any more is not gone.
            ofOperations.look(operations.versions(caller)).stream()
                    .filter(message -> message.what() != What.GONE)
                    .forEach(news::add);
            return new EventStream.Found(
                    news.stream().map(StreamResource::event).toList(), false);
        });
    }

    private static EventStream.Event event(Message message) {
        return new EventStream.Event("", "message", message);
    }
}
