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

    /** The engine cannot do just now what comes next, and is asked again. */
    static final String WAITS_FOR_ENGINE = "waits-for-engine";

    /** Its image is on its way, and something holds that up. */
    static final String WAITS_FOR_IMAGE = "waits-for-image";

    /** Its home is being given to its owner's uid. */
    static final String WAITS_FOR_HOME = "waits-for-home";

    /** Others have the GPUs that it asks for. */
    static final String WAITS_FOR_GPUS = "waits-for-gpus";

    /** It does nothing, and is or will be stopped for it. */
    static final String IDLE = "idle";
}
