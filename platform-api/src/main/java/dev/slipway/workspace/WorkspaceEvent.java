package dev.slipway.workspace;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that happened to a workspace.
 *
 * @param id grows within one workspace
 * @param at when
 * @param state where the workspace stood then
 * @param code stable, such as {@code started}
 * @param message in words
 */
@Schema(
        name = "WorkspaceEvent",
        requiredProperties = {"id", "at", "state", "code", "message"})
public record WorkspaceEvent(long id, Instant at, WorkspaceState state, String code, String message) {}
