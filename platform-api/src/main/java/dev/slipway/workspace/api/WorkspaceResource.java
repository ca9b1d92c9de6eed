package dev.slipway.workspace.api;

import dev.slipway.admission.WorkspaceRequest;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.idempotency.Reply;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Refuses;
import dev.slipway.request.Cursor;
import dev.slipway.request.IfMatch;
import dev.slipway.request.PageSize;
import dev.slipway.request.Parameters;
import dev.slipway.request.TaggedAnswers;
import dev.slipway.workspace.Workspace;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Workspaces over HTTP. */
@Tag(name = "Workspaces")
@Path("/api/v1/workspaces")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class WorkspaceResource {
    private final Launches launches;
    private final Workspaces workspaces;
    private final WorkspacePages pages;
    private final WorkspaceViews views;
    private final KeptAnswers answers;
    private final TaggedAnswers tagged;
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
            KeptAnswers answers,
            TaggedAnswers tagged,
            SecurityIdentity identity) {
        this.launches = launches;
        this.workspaces = workspaces;
        this.pages = pages;
        this.views = views;
        this.answers = answers;
        this.tagged = tagged;
        this.identity = identity;
    }

    @Schema(name = "WorkspacePage")
    public record WorkspacePage(
            List<WorkspaceView> items, @Nullable String nextCursor) {}

    /** Launches a workspace. The answer comes as soon as it is admitted; how it goes on is told by its state and its events. */
    @Operation(operationId = "launchWorkspace")
    @Refuses({
        ProblemCode.QUOTA_EXCEEDED,
        ProblemCode.CONFLICT,
        ProblemCode.INCOMPATIBLE_IMAGE,
        ProblemCode.UNSATISFIABLE,
        ProblemCode.IMAGE_UNAVAILABLE,
        ProblemCode.ENGINE_UNAVAILABLE
    })
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

    /**
     * Lists workspaces, the newest first: one's own, or everyone's for an administrator who asks for all.
     *
     * @param all everyone's, for administrators
     */
    @Operation(operationId = "listWorkspaces")
    @GET
    @RunOnVirtualThread
    public WorkspacePage list(
            @QueryParam("limit") @DefaultValue(PageSize.DEFAULT) String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("all") @DefaultValue("false") String all) {
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

    /** Shows a workspace. */
    @Operation(operationId = "getWorkspace")
    @GET
    @Path("{id}")
    @RunOnVirtualThread
    public RestResponse<WorkspaceView> get(String id, @HeaderParam("If-None-Match") @Nullable String known) {
        Workspace workspace = visible(id);
        WorkspaceView view = shown(workspace);
        return tagged.looked(workspace.changes(), view, view.lasting(), known);
    }

    /** Changes a stopped workspace; its next start goes by it. */
    @Operation(operationId = "changeWorkspace")
    @Refuses(ProblemCode.CONFLICT)
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

    /** Deletes a workspace with its home. It is shown as being deleted until nothing is left of it. */
    @Operation(operationId = "deleteWorkspace")
    @Refuses(ProblemCode.CONFLICT)
    @DELETE
    @Path("{id}")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> delete(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.delete(visible(id), IfMatch.of(etag), caller().person()));
    }

    /** Starts a workspace that stopped or failed. It keeps its home, and may get other GPUs. */
    @Operation(operationId = "startWorkspace")
    @Refuses({
        ProblemCode.CONFLICT,
        ProblemCode.QUOTA_EXCEEDED,
        ProblemCode.INCOMPATIBLE_IMAGE,
        ProblemCode.UNSATISFIABLE,
        ProblemCode.IMAGE_UNAVAILABLE
    })
    @POST
    @Path("{id}/start")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> start(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.start(visible(id), IfMatch.of(etag), caller().person()));
    }

    /** Stops a workspace. Its home is kept, and its GPUs are free for others. */
    @Operation(operationId = "stopWorkspace")
    @Refuses(ProblemCode.CONFLICT)
    @POST
    @Path("{id}/stop")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> stop(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.stop(visible(id), IfMatch.of(etag), caller().person()));
    }

    /** Restarts a workspace that runs, with the same GPUs, in a new container. */
    @Operation(operationId = "restartWorkspace")
    @Refuses(ProblemCode.CONFLICT)
    @POST
    @Path("{id}/restart")
    @RunOnVirtualThread
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "202")
    public RestResponse<WorkspaceView> restart(String id, @HeaderParam("If-Match") @Nullable String etag) {
        return answer(202, workspaces.restart(visible(id), IfMatch.of(etag), caller().person()));
    }

    private Workspace visible(String id) {
        return workspaces.visible(id, caller());
    }

    private Caller caller() {
        return Callers.of(identity);
    }

    private WorkspaceView shown(Workspace workspace) {
        return views.show(workspace, caller());
    }

    private RestResponse<WorkspaceView> answer(int status, Workspace workspace) {
        WorkspaceView view = shown(workspace);
        return tagged.changed(status, workspace.changes(), view, view.lasting());
    }
}
