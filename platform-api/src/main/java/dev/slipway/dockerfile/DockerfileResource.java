package dev.slipway.dockerfile;

import dev.slipway.catalog.dockerfile.Dockerfile;
import dev.slipway.catalog.dockerfile.Finding;
import dev.slipway.identity.Callers;
import dev.slipway.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Reads Dockerfiles before anyone builds them. */
@Tag(name = "Building")
@Path("/api/v1/dockerfiles:check")
@RolesAllowed(Callers.BUILDER)
public class DockerfileResource {
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
    @Schema(name = "DockerfileReading")
    public record Reading(List<LineFinding> findings, List<LineBase> bases, int steps) {}

    /**
     * Something to say of a line.
     *
     * @param code stable, such as {@code unpinned-base}
     */
    @Schema(name = "DockerfileFinding")
    public record LineFinding(
            int line,

            @Schema(
                    implementation = String.class,
                    enumeration = {"ERROR", "WARNING"})
            Finding.Severity severity,

            String code,
            String message) {}

    /** An image that it begins with or copies out of. */
    @Schema(name = "DockerfileBase")
    public record LineBase(int line, String image) {}

    /** Reads a Dockerfile and says by line what is wrong with it and what is unwise. Nothing is built. */
    @Operation(operationId = "checkDockerfile")
    @POST
    @RunOnVirtualThread
    public Reading check(@Nullable Draft draft) {
        if (draft == null || draft.dockerfile() == null) {
            throw ProblemException.invalid("dockerfile", "is missing");
        }
        Map<String, String> arguments = draft.arguments() == null ? Map.of() : draft.arguments();
        Dockerfile dockerfile = Dockerfile.read(draft.dockerfile());
        return new Reading(
                dockerfile.check(arguments).stream()
                        .map(found -> new LineFinding(found.line(), found.severity(), found.code(), found.message()))
                        .toList(),
                dockerfile.bases(arguments).stream()
                        .map(base -> new LineBase(base.line(), base.image()))
                        .toList(),
                dockerfile.steps());
    }
}
