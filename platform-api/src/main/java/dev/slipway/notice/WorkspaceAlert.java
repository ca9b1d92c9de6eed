package dev.slipway.notice;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something of a running workspace that its owner should know.
 *
 * @param code the code of the event that told it first
 * @param params what the sentence names
 * @param message the sentence in English, with the figure that was reached and what to do
 * @param at when it was last told by an event
 */
@Schema(name = "WorkspaceAlert")
public record WorkspaceAlert(EventCode code, Notice.Event params, String message, Instant at) {}
