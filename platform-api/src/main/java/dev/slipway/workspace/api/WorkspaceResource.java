package dev.slipway.workspace.api;

import dev.slipway.admission.WorkspaceRequest;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.monitor.WorkspaceLog;
import dev.slipway.problem.IfMatch;
import dev.slipway.problem.PageSize;
import dev.slipway.problem.Parameters;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.runtime.container.LogQuery;
import dev.slipway.workspace.Cursor;
import dev.slipway.workspace.Workspace;
import dev.slipway.workspace.WorkspaceEvent;
import dev.slipway.workspace.WorkspaceId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Workspaces over HTTP. */
@Path("/api/v1/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class WorkspaceResource {
    private static final int MOST_LOG_LINES = 10_000;

    private final Launches launches;
    private final Workspaces workspaces;
    private final WorkspacePages pages;
    private final WorkspaceViews views;
    private final EventFeed feed;
    private final WorkspaceLog log;
    private final KeptAnswers answers;
    private final SecurityIdentity identity;
    private final Reply<Workspace> launched = new Reply<>(
            201,
            workspace -> "/api/v1/workspaces/" + workspace.id(),
            this::shown,
            location -> visible(Reply.lastOf(location)));

    WorkspaceResource(
            Launches launches,
            Workspaces workspaces,
            WorkspacePages pages,
            WorkspaceViews views,
            EventFeed feed,
            WorkspaceLog log,
            KeptAnswers answers,
            SecurityIdentity identity) {
        this.launches = launches;
        this.workspaces = workspaces;
        this.pages = pages;
        this.views = views;
        this.feed = feed;
        this.log = log;
        this.answers = answers;
        this.identity = identity;
    }

    @Schema(name = "WorkspacePage", requiredProperties = "items")
    public record WorkspacePage(
            List<WorkspaceView> items, @Nullable String nextCursor) {}

    @Schema(name = "EventPage", requiredProperties = "items")
    public record EventPage(
            List<WorkspaceEvent> items, @Nullable String nextCursor) {}

    @POST
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "201")
    public Response launch(@Nullable WorkspaceRequest request, @HeaderParam("Idempotency-Key") @Nullable String key) {
        if (request == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        Caller caller = caller();
        return answers.once(
                        caller,
                        answers.key(key, "/workspaces", request),
                        launched.keepingNone(Map.of("env", Objects.requireNonNullElse(request.env(), Map.of()))),
                        kept -> launches.launch(request, caller, kept))
                .response();
    }

    @GET
    @RunOnVirtualThread
    public WorkspacePage list(
            @QueryParam("limit")
                    @DefaultValue(PageSize.DEFAULT)
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = PageSize.LEAST,
                                            maximum = PageSize.MOST,
                                            defaultValue = PageSize.DEFAULT))
                    String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("all")
                    @DefaultValue("false")
                    @Parameter(schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    String all) {
        Caller caller = caller();
        boolean isOfAll = Parameters.flag("all", all);
        if (isOfAll && !caller.isAdmin()) {
            throw new ProblemException(ProblemCode.FORBIDDEN, "Only administrators see everyone's workspaces");
        }
        Optional<String> owner = isOfAll ? Optional.empty() : Optional.of(caller.id());
        WorkspacePages.Page page = pages.page(
                owner, PageSize.read(limit).most(), Optional.ofNullable(cursor).map(Cursor::read), caller);
        return new WorkspacePage(page.items(), page.next().map(Cursor::written).orElse(null));
    }

    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public RestResponse<WorkspaceView> get(String id) {
        return answer(200, visible(id));
    }

    /** Changes a stopped workspace; its next start goes by it. */
    @PATCH
    @Path("{id}")
    @RunOnVirtualThread
    public RestResponse<WorkspaceView> change(
            String id, @Nullable WorkspaceChange request, @HeaderParam("If-Match") @Nullable String etag) {
        if (request == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        return answer(200, workspaces.change(visible(id), request, IfMatch.of(etag), caller().person()));
    }

    @DELETE
    @Path("{id}")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> delete(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.delete(visible(id), IfMatch.of(etag), caller().person()));
    }

    @POST
    @Path("{id}/start")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> start(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.start(visible(id), IfMatch.of(etag), caller().person()));
    }

    @POST
    @Path("{id}/stop")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> stop(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.stop(visible(id), IfMatch.of(etag), caller().person()));
    }

    @POST
    @Path("{id}/restart")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> restart(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.restart(visible(id), IfMatch.of(etag), caller().person()));
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public EventPage events(
            String id,
            @QueryParam("limit")
                    @DefaultValue(PageSize.DEFAULT)
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = PageSize.LEAST,
                                            maximum = PageSize.MOST,
                                            defaultValue = PageSize.DEFAULT))
                    String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        WorkspaceId workspace = visible(id).id();
        PageSize size = PageSize.read(limit);
        long after = cursor == null ? 0 : Parameters.number("cursor", cursor, 0, Integer.MAX_VALUE);
        PageSize.Cut<WorkspaceEvent> page = size.cut(feed.after(workspace, after, size.andOneMore()));
        return new EventPage(
                page.items(),
                page.last().map(event -> Long.toString(event.id())).orElse(null));
    }

    @GET
    @Path("{id}/events")
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
            String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context Sse sse,
            @Context HttpServerResponse response) {
        WorkspaceId workspace = visible(id).id();
        long after = lastEventId == null || !lastEventId.matches("\\d{1,18}") ? 0 : Long.parseLong(lastEventId);
        return feed.follow(caller().id(), workspace, after, sse, response);
    }

    @GET
    @Path("{id}/logs")
    @Produces(MediaType.TEXT_PLAIN)
    @Blocking
    @RunOnVirtualThread
    public Multi<String> logs(
            String id,
            @QueryParam("follow")
                    @DefaultValue("false")
                    @Parameter(schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    String follow,
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
        log.refuseWhoReadsTooMany(caller().id());
        Workspace workspace = visible(id);
        LogQuery query = new LogQuery(
                Parameters.number("tail", tail, 0, MOST_LOG_LINES),
                Optional.ofNullable(since).map(WorkspaceResource::instant),
                Parameters.flag("follow", follow));
        workspaces.keepLook(workspace, caller().person());
        return log.stream(caller().id(), workspace, query, response);
    }

    private Workspace visible(String id) {
        if (!WorkspaceId.isValid(id)) {
            throw ProblemException.notFound("workspace " + id);
        }
        return workspaces.visible(new WorkspaceId(id), caller());
    }

    private Caller caller() {
        return Callers.of(identity);
    }

    private WorkspaceView shown(Workspace workspace) {
        return views.show(workspace, caller());
    }

    private RestResponse<WorkspaceView> answer(int status, Workspace workspace) {
        return RestResponse.ResponseBuilder.<WorkspaceView>create(status)
                .tag(Long.toString(workspace.revision()))
                .entity(shown(workspace))
                .build();
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
