package dev.slipway.imagebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.audit.AuditTrail;
import dev.slipway.catalogue.VersionKey;
import dev.slipway.idempotency.KeptAnswers;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.imagebuild.context.Contexts;
import dev.slipway.operation.OperationView;
import dev.slipway.operation.Operations;
import dev.slipway.problem.JsonFaults;
import dev.slipway.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Encoding;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Builds over HTTP, for administrators and the groups that they allowed. */
@Tag(name = "Building")
@Path("/api/v1/images/{name}/versions/{version}/build")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Callers.USER)
public class BuildResource {
    private final Builds builds;
    private final BuildStore store;
    private final Operations operations;
    private final KeptAnswers answers;
    private final AuditTrail audit;
    private final ObjectMapper json;
    private final SecurityIdentity identity;

    BuildResource(
            Builds builds,
            BuildStore store,
            Operations operations,
            KeptAnswers answers,
            AuditTrail audit,
            ObjectMapper json,
            SecurityIdentity identity) {
        this.builds = builds;
        this.store = store;
        this.operations = operations;
        this.answers = answers;
        this.audit = audit;
        this.json = json;
        this.identity = identity;
    }

    /**
     * The form of a build.
     *
     * @param build how, as JSON
     * @param dockerfile the Dockerfile, where it is not in the context
     * @param context the files, a tar or a tar in gzip
     */
    @Schema(name = "BuildForm")
    record Form(
            @Nullable BuildRequest build,
            @Nullable String dockerfile,

            @Schema(implementation = String.class, format = "binary") @Nullable
            FileUpload context) {}

    /** Begins to build a version of an image, which the catalogue has when that has succeeded. */
    @Operation(operationId = "buildImageVersion")
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = Form.class),
                            encoding = @Encoding(name = "build", contentType = MediaType.APPLICATION_JSON)))
    @RolesAllowed(Callers.BUILDER)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public Response build(
            @PathParam("name") String name,
            @PathParam("version") String version,
            @RestForm @Nullable String build,
            @RestForm @Nullable String dockerfile,
            @RestForm @Nullable FileUpload context,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        if (dockerfile != null && dockerfile.indexOf(0) >= 0) {
            throw ProblemException.invalid("dockerfile", "has a NUL character in it");
        }
        Caller caller = Callers.of(identity);
        java.nio.file.Path archive = context == null ? null : context.uploadedFile();
        List<String> whole = List.of(
                String.valueOf(build),
                String.valueOf(dockerfile),
                key == null || archive == null ? "" : Contexts.digest(archive));
        return answers.once(
                        caller,
                        answers.key(key, "/images/" + name + "/versions/" + version + "/build", whole),
                        operations.reply(caller),
                        kept -> builds.submit(
                                Builds.key(name, version), request(build), dockerfile, archive, caller, kept))
                .response();
    }

    /**
     * What a version was built by.
     *
     * @param dockerfile with the exact names of its bases
     */
    @Schema(name = "ImageBuild")
    public record View(String dockerfile, Map<String, String> arguments, String builtBy) {}

    /**
     * Shows what a version was built by. It is for who built it, since its arguments can be secrets, and for administrators, whose
     * looks are kept in the audit trail.
     */
    @Operation(operationId = "getImageBuild")
    @GET
    @RolesAllowed(Callers.BUILDER)
    @RunOnVirtualThread
    public View get(@PathParam("name") String name, @PathParam("version") String version) {
        VersionKey key = existing(name, version);
        Caller caller = Callers.of(identity);
        Build build = store.of(key)
                .filter(found -> caller.isAdmin() || found.by().id().equals(caller.id()))
                .orElseThrow(() -> ProblemException.notFound("build of " + name + " " + version));
        if (!build.by().id().equals(caller.id())) {
            audit.addLook(
                    caller.person(),
                    "image.read-build",
                    key.toString(),
                    "built by " + build.by().name());
        }
        return new View(build.dockerfile(), build.arguments(), build.by().name());
    }

    private static VersionKey existing(String name, String version) {
        try {
            return Builds.key(name, version);
        } catch (ProblemException e) { // no version has such a name
            throw ProblemException.notFound("build of " + name + " " + version);
        }
    }

    private BuildRequest request(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return BuildRequest.OF_NOTHING;
        }
        try {
            return json.readValue(text, BuildRequest.class);
        } catch (JsonProcessingException e) {
            throw JsonFaults.of("build", e);
        }
    }
}
