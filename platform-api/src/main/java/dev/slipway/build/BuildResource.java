package dev.slipway.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.answer.Answer;
import dev.slipway.answer.KeptAnswers;
import dev.slipway.identity.Caller;
import dev.slipway.identity.Callers;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationView;
import dev.slipway.problem.ProblemException;
import io.quarkus.security.Authenticated;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Builds over HTTP, for administrators and the groups that they allowed. */
@Path("/api/v1/images/{name}/versions/{version}/build")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class BuildResource {
    private final Builds builds;
    private final BuildStore store;
    private final KeptAnswers answers;
    private final ObjectMapper json;
    private final SecurityIdentity identity;

    BuildResource(Builds builds, BuildStore store, KeptAnswers answers, ObjectMapper json, SecurityIdentity identity) {
        this.builds = builds;
        this.store = store;
        this.answers = answers;
        this.json = json;
        this.identity = identity;
    }

    /**
     * Builds a version of an image, which the catalogue has when that has succeeded.
     *
     * @param build how, as JSON
     * @param dockerfile the Dockerfile, where it is not in the context
     * @param context the files, a tar or a tar in gzip
     */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
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
        Caller caller = Callers.of(identity);
        java.nio.file.Path archive = context == null ? null : context.uploadedFile();
        List<String> whole = List.of(
                name,
                version,
                String.valueOf(build),
                String.valueOf(dockerfile),
                key == null || archive == null ? "" : Contexts.digest(archive));
        return answers.once(caller, answers.key(key, whole), () -> {
                    Operation operation =
                            builds.submit(Builds.key(name, version), request(build), dockerfile, archive, caller);
                    return new Answer(
                            202, "/api/v1/operations/" + operation.id(), answers.written(OperationView.of(operation)));
                })
                .response();
    }

    /**
     * What a version was built by.
     *
     * @param dockerfile with the exact names of its bases
     */
    @Schema(
            name = "Build",
            requiredProperties = {"dockerfile", "arguments", "builtBy"})
    public record View(String dockerfile, Map<String, String> arguments, String builtBy) {}

    @GET
    @RolesAllowed(Callers.BUILDER)
    @RunOnVirtualThread
    public View get(@PathParam("name") String name, @PathParam("version") String version) {
        return store.of(Builds.key(name, version))
                .map(build -> new View(
                        build.dockerfile(), build.arguments(), build.by().username()))
                .orElseThrow(() -> ProblemException.notFound("build of " + name + " " + version));
    }

    private BuildRequest request(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return BuildRequest.OF_NOTHING;
        }
        try {
            return json.readValue(text, BuildRequest.class);
        } catch (JsonProcessingException e) {
            throw ProblemException.invalid("build", "is not JSON of the expected shape: " + e.getOriginalMessage());
        }
    }
}
