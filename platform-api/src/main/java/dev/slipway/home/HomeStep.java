package dev.slipway.home;

import dev.slipway.step.Step;

/** What happens to a home for good. */
enum HomeStep implements Step {
    /** Its owner has a uid. */
    GIVE_UID,
    /** All that is in it is its owner's. */
    SETTLE
}
