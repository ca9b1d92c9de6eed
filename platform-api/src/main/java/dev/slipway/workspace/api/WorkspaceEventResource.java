package dev.slipway.workspace.api;

import dev.slipway.identity.Callers;
import dev.slipway.request.PageSize;
import dev.slipway.request.Parameters;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happened to a workspace, over HTTP. */
@Tag(name = "Workspaces")
@Path("/api/v1/workspaces/{id}/events")
@RolesAllowed(Callers.USER)
public class WorkspaceEventResource {
    private final Workspaces workspaces;
    private final EventFeed feed;
    private final SecurityIdentity identity;

    WorkspaceEventResource(Workspaces workspaces, EventFeed feed, SecurityIdentity identity) {
        this.workspaces = workspaces;
        this.feed = feed;
        this.identity = identity;
    }

    @Schema(name = "EventPage")
    public record EventPage(
            List<WorkspaceEvent> items, @Nullable String nextCursor) {}

    /**
     * Lists what happened to a workspace, the oldest first.
     *
     * @param cursor where the page begins: the {@code nextCursor} of the page before, or an event's id, after which it begins; absent: at
     *     the beginning
     */
    @Operation(operationId = "listWorkspaceEvents")
    @GET
    @RunOnVirtualThread
    public EventPage events(
            @PathParam("id") String id,
            @QueryParam("limit") @DefaultValue(PageSize.DEFAULT) String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        WorkspaceId workspace = workspaces.visible(id, Callers.of(identity)).id();
        PageSize size = PageSize.read(limit);
        long after = cursor == null ? 0 : Parameters.number("cursor", cursor, 0, Integer.MAX_VALUE);
        PageSize.Cut<WorkspaceEvent> page = size.cut(feed.after(workspace, after, size.andOneMore()));
        return new EventPage(
                page.items(),
                page.last().map(event -> Long.toString(event.id())).orElse(null));
    }

    /** Streams what happens to a workspace as server-sent events. They begin with the first, or after the last that a client has. */
    @Operation(operationId = "followWorkspaceEvents")
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = WorkspaceEvent.class)))
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context HttpServerResponse response) {
        WorkspaceId workspace = workspaces.visible(id, Callers.of(identity)).id();
        long after = lastEventId == null || !lastEventId.matches("\\d{1,18}") ? 0 : Long.parseLong(lastEventId);
        return feed.follow(Callers.of(identity).id(), workspace, after, sse, response);
    }
}
