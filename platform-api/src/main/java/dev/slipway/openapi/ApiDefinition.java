package dev.slipway.openapi;

import dev.slipway.problem.Problem;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API's document says beside its paths: every error is a {@link Problem}. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Slipway",
                        version = "1",
                        description =
                                "GPU workspaces. Every error is application/problem+json, as the schema Problem says."),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
public class ApiDefinition extends Application {}
