package dev.slipway.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Finding;
import dev.slipway.identity.Callers;
import dev.slipway.operation.Operation;
import dev.slipway.operation.OperationView;
import dev.slipway.problem.ProblemException;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Builds over HTTP, for administrators and the groups that they allowed. */
@Path("/api/v1")
@Authenticated
public class BuildResource {
    private final Builds builds;
    private final ObjectMapper json;
    private final SecurityIdentity identity;

    BuildResource(Builds builds, ObjectMapper json, SecurityIdentity identity) {
        this.builds = builds;
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
    @Path("images/{name}/versions/{version}/build")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @RolesAllowed(Callers.BUILDER)
    @RunOnVirtualThread
    @APIResponseSchema(value = OperationView.class, responseCode = "202")
    public RestResponse<OperationView> build(
            String name,
            String version,
            @RestForm @Nullable String build,
            @RestForm @Nullable String dockerfile,
            @RestForm @Nullable FileUpload context) {
        Operation operation = builds.submit(
                Builds.key(name, version),
                request(build),
                dockerfile,
                context == null ? null : context.uploadedFile(),
                Callers.of(identity));
        return RestResponse.ResponseBuilder.<OperationView>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/v1/operations/" + operation.id()))
                .entity(OperationView.of(operation))
                .build();
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

    /**
     * A Dockerfile that someone thinks of building.
     *
     * @param arguments for its {@code ARG}s
     */
    @Schema(name = "DockerfileDraft", requiredProperties = "dockerfile")
    public record Draft(
            @Nullable String dockerfile, @Nullable Map<String, String> arguments) {}

    /**
     * What there is to say of it.
     *
     * @param steps how many instructions it has
     */
    @Schema(
            name = "DockerfileReading",
            requiredProperties = {"findings", "bases", "steps"})
    public record Reading(List<Finding> findings, List<Dockerfile.Base> bases, int steps) {}

    /** Reads a Dockerfile and says by line what is wrong with it and what is unwise. Nothing is built. */
    @POST
    @Path("dockerfiles:check")
    @RolesAllowed(Callers.BUILDER)
    @RunOnVirtualThread
    public Reading check(@Nullable Draft draft) {
        if (draft == null || draft.dockerfile() == null) {
            throw ProblemException.invalid("dockerfile", "is missing");
        }
        Map<String, String> arguments = draft.arguments() == null ? Map.of() : draft.arguments();
        Dockerfile dockerfile = Dockerfile.read(draft.dockerfile());
        return new Reading(dockerfile.check(arguments), dockerfile.bases(arguments), dockerfile.steps());
    }
}
