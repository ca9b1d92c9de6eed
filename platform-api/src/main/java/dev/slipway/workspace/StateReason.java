package dev.slipway.workspace;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a workspace is where it is, for a person to act on.
 *
 * @param code stable, such as {@code out-of-memory}
 * @param message in words
 */
@Schema(
        name = "StateReason",
        requiredProperties = {"code", "message"})
public record StateReason(String code, String message) {
    /** It runs, on a GPU that can no longer be relied on. */
    static final String GPU_UNHEALTHY = "gpu-unhealthy";

    /** It does nothing, and is or will be stopped for it. */
    static final String IDLE = "idle";
}
