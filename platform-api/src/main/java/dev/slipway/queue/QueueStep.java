package dev.slipway.queue;

import dev.slipway.step.Step;

/** What the queue does for good. */
enum QueueStep implements Step {
    /** One that waited has what it needs. */
    LEASE
}
