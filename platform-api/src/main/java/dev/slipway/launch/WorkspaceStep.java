package dev.slipway.launch;

import dev.slipway.step.Step;

/** What happens to a workspace for good, beside what happens to what it holds. */
public enum WorkspaceStep implements Step {
    /** Its row, its place in the queue and the answer to whoever launches it are kept. */
    ADMIT,
    /** Something else is wished of it: that it runs, stops, starts anew or is gone. */
    ASK,
    /** A process says that it drives it. */
    CLAIM,
    /** It waits for its image. */
    NOTE_PULL,
    /** Its container is about to be made. */
    NOTE_START,
    /** Its server answers. */
    NOTE_SERVING,
    /** It cannot go on. */
    NOTE_FAILURE,
    /** It has stopped, as was wished. */
    NOTE_STOP,
    /** Its row is gone. */
    FORGET
}
