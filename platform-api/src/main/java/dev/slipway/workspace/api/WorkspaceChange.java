package dev.slipway.workspace.api;

import dev.slipway.request.Given;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to change of a stopped workspace, as it comes over the wire. */
@Schema(name = "WorkspaceChange", description = "What is to change of a stopped workspace")
record WorkspaceChange(
        @Schema(description = "All its variables from now on, at most 64, in place of those that it has")
        @Given
        @Nullable
        Map<String, String> env) {}
