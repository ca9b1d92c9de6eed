package dev.slipway.imagebuild;

import dev.slipway.step.Step;

/** What a build leaves for good, beside what its container and its trial do. */
enum BuildPhase implements Step {
    /** Its files are where those who build find them. */
    KEEP_CONTEXT,
    /** The engine has its image. */
    BUILD,
    /** It stands in the catalogue. */
    ENTER,
    /** Its files are gone. */
    DROP_CONTEXT
}
