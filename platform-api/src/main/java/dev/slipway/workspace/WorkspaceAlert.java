package dev.slipway.workspace;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something of a running workspace that its owner should know.
 *
 * @param code the code of the event that told it first
 * @param message in words, with the figure that was reached and what to do
 * @param at when it was last told by an event
 */
@Schema(
        name = "WorkspaceAlert",
        requiredProperties = {"code", "message", "at"})
public record WorkspaceAlert(String code, String message, Instant at) {}
