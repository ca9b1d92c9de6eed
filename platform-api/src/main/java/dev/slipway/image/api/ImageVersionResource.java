package dev.slipway.image.api;

import dev.slipway.catalogue.Catalogue;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operation.OperationView;
import dev.slipway.operation.Operations;
import dev.slipway.problem.ProblemCode;
import dev.slipway.problem.ProblemException;
import dev.slipway.problem.Refuses;
import dev.slipway.registration.VersionChange;
import dev.slipway.registration.VersionChanges;
import dev.slipway.registration.VersionWork;
import dev.slipway.request.IfMatch;
import dev.slipway.request.TaggedAnswers;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** One version of an image: what is here of it, and what administrators do with it. */
@Tag(name = "Images")
@Path("/api/v1/images/{name}/versions/{version}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class ImageVersionResource {
    private final Catalogue catalogue;
    private final ImageViews views;
    private final VersionChanges changes;
    private final VersionWork work;
    private final Operations operations;
    private final KeptAnswers answers;
    private final TaggedAnswers tagged;
    private final SecurityIdentity identity;

    ImageVersionResource(
            Catalogue catalogue,
            ImageViews views,
            VersionChanges changes,
            VersionWork work,
            Operations operations,
            KeptAnswers answers,
            TaggedAnswers tagged,
            SecurityIdentity identity) {
        this.catalogue = catalogue;
        this.views = views;
        this.changes = changes;
        this.work = work;
        this.operations = operations;
        this.answers = answers;
        this.tagged = tagged;
        this.identity = identity;
    }

    /** Shows a version of an image, with its layers. */
    @Operation(operationId = "getImageVersion")
    @GET
    @RunOnVirtualThread
    public RestResponse<ImageView.Version> get(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @HeaderParam("If-None-Match") @Nullable String known) {
        VersionKey key = catalogue.key(name, version);
        ImageView.Version view = shown(key);
        return tagged.looked(changes.stateOf(key), view, view, known);
    }

    /** Deprecates a version, or takes that back. */
    @Operation(operationId = "changeImageVersion")
    @PATCH
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public RestResponse<ImageView.Version> change(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @Nullable VersionChange request,
            @HeaderParam("If-Match") @Nullable String etag) {
        VersionKey key = catalogue.key(name, version);
        if (request == null) {
            throw ProblemException.invalid("body", "is missing");
        }
        changes.change(key, request, IfMatch.of(etag), Callers.of(identity).person());
        ImageView.Version view = shown(key);
        return tagged.changed(200, changes.stateOf(key), view, view);
    }

    /**
     * Takes a version out of the catalogue that was registered over the API and is of no workspace. Its image leaves the host,
     * unless something else needs it.
     */
    @Operation(operationId = "removeImageVersion")
    @Refuses(ProblemCode.CONFLICT)
    @DELETE
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    public void remove(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @HeaderParam("If-Match") @Nullable String etag) {
        changes.remove(
                catalogue.key(name, version),
                IfMatch.of(etag),
                Callers.of(identity).person());
    }

    /** Begins to fetch a version's image from its registry. One pull is at it for all who ask. */
    @Operation(operationId = "pullImageVersion")
    @Refuses(ProblemCode.IMAGE_UNAVAILABLE)
    @POST
    @Path("pull")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response pull(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        Caller caller = Callers.of(identity);
        String path = "/images/" + name + "/versions/" + version + "/pull";
        return begun(caller, path, key, kept -> work.pull(catalogue.key(name, version), caller.person(), kept));
    }

    /** Begins to check a version: it is started once, in isolation, and what is in it is compared with what the catalogue says. */
    @Operation(operationId = "checkImageVersion")
    @Refuses(ProblemCode.IMAGE_UNAVAILABLE)
    @POST
    @Path("check")
    @RolesAllowed(Callers.ADMIN)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response check(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        Caller caller = Callers.of(identity);
        String path = "/images/" + name + "/versions/" + version + "/check";
        return begun(caller, path, key, kept -> work.check(catalogue.key(name, version), caller.person(), kept));
    }

    private Response begun(
            Caller caller, String path, @Nullable String key, KeptAnswers.Act<dev.slipway.operation.Operation> act) {
        return answers.once(caller, answers.key(key, path, ""), operations.reply(caller), act)
                .response();
    }

    private ImageView.Version shown(VersionKey key) {
        return views.one(key, Callers.of(identity)).orElseThrow(() -> Catalogue.hasNot(key));
    }
}
