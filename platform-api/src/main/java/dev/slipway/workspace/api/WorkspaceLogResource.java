package dev.slipway.workspace.api;

import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.monitor.WorkspaceLog;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Refuses;
import dev.slipway.request.Parameters;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.watch.JsonEvents;
import dev.slipway.workspace.Workspace;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A workspace's output, over HTTP. */
@Tag(name = "Workspaces")
@Path("/api/v1/workspaces/{id}/logs")
@RolesAllowed(Callers.USER)
public class WorkspaceLogResource {
    private static final int MOST_LOG_LINES = 10_000;

    private final Workspaces workspaces;
    private final WorkspaceLog log;
    private final JsonEvents events;
    private final SecurityIdentity identity;

    WorkspaceLogResource(Workspaces workspaces, WorkspaceLog log, JsonEvents events, SecurityIdentity identity) {
        this.workspaces = workspaces;
        this.log = log;
        this.events = events;
        this.identity = identity;
    }

    /**
     * Reads what a workspace's container has written to its standard output and error, as text.
     *
     * @param follow whether the answer goes on as more is written
     * @param tail how many of the last lines
     * @param since only what was written since then
     */
    @Operation(operationId = "readWorkspaceLog")
    @Refuses(ProblemCode.ENGINE_UNAVAILABLE)
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)))
    @Blocking
    @RunOnVirtualThread
    public Multi<String> logs(
            @PathParam("id") String id,
            @QueryParam("follow") @DefaultValue("false") String follow,
            @QueryParam("tail")
                    @DefaultValue("1000")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "0",
                                            maximum = "" + MOST_LOG_LINES,
                                            defaultValue = "1000"))
                    String tail,
            @QueryParam("since") @Parameter(schema = @Schema(type = SchemaType.STRING, format = "date-time")) @Nullable
                    String since,
            @Context HttpServerResponse response) {
        Caller caller = Callers.of(identity);
        log.refuseWhoReadsTooMany(caller.id());
        Workspace workspace = workspaces.visible(id, caller);
        LogQuery query = new LogQuery(
                Parameters.number("tail", tail, 0, MOST_LOG_LINES),
                Optional.ofNullable(since).map(WorkspaceLogResource::instant),
                Parameters.flag("follow", follow));
        workspaces.keepLook(workspace, caller.person());
        return log.read(caller.id(), workspace, query, WorkspaceLog.TEXT, response);
    }

    /**
     * Streams what a workspace's container writes, line by line, as server-sent events named {@code log}, until the container ends.
     *
     * @param tail with how many of the last lines it begins; where a client goes on after an event it begins there
     */
    @Operation(operationId = "followWorkspaceLog")
    @Refuses(ProblemCode.ENGINE_UNAVAILABLE)
    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = LogEvents.Line.class)))
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @QueryParam("tail")
                    @DefaultValue("1000")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "0",
                                            maximum = "" + MOST_LOG_LINES,
                                            defaultValue = "1000"))
                    String tail,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context HttpServerResponse response) {
        Caller caller = Callers.of(identity);
        log.refuseWhoReadsTooMany(caller.id());
        Workspace workspace = workspaces.visible(id, caller);
        int last = Parameters.number("tail", tail, 0, MOST_LOG_LINES);
        Optional<Instant> known = Optional.ofNullable(lastEventId).flatMap(LogEvents::timeOf);
        LogQuery query = new LogQuery(known.isPresent() ? MOST_LOG_LINES : last, known, true);
        workspaces.keepLook(workspace, caller.person());
        return log.read(caller.id(), workspace, query, new LogEvents(known.orElse(Instant.MIN), sse, events), response);
    }

    private static Instant instant(String text) {
        try {
            Instant at = Instant.parse(text);
            if (text.matches("\\d{4}-.*")) {
                return at;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw ProblemException.invalid("since", "is a time such as 2026-11-24T19:30:00Z");
    }
}
