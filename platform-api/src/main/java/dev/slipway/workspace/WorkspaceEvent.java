package dev.slipway.workspace;

import dev.slipway.notice.EventCode;
import dev.slipway.notice.Notice;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a workspace.
 *
 * @param id grows within one workspace
 * @param at when
 * @param state where the workspace stood then
 * @param params what the sentence names; null: nothing, or it is not known
 * @param message the sentence in English
 */
@Schema(name = "WorkspaceEvent")
public record WorkspaceEvent(
        long id, Instant at, WorkspaceState state, EventCode code, Notice.@Nullable Event params, String message) {}
